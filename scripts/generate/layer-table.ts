// The table of `scripts/lint/layers.mjs` as Markdown, for docs/architecture.md.
import { layers } from "../lint/layers.mjs";
import { code, table } from "./markdown.ts";

export function layerTable(): string {
  return table(
    ["layer", "folder", "may import", "packages"],
    layers.map(({ name, folder, mayImport, packages, homes }) => {
      const own = Object.entries(homes).map(([file, names]) => `${names.map(code).join(", ")} in ${code(file)} only`);
      return [name, code(folder), mayImport.map((each) => each.replace("core/", "")).join(", ") || "–", [...packages.map(code), ...own].join(", ") || "–"];
    }),
  );
}
