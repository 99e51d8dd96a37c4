// The table of `scripts/lint/layers.mjs` as Markdown, for docs/architecture.md; layers and files that do not exist yet are left out.
import { existsSync } from "node:fs";
import path from "node:path";
import { layers } from "../lint/layers.mjs";
import { code, table } from "./markdown.ts";

/** `root` is the absolute path of the repository. */
export function layerTable(root: string): string {
  const present = layers.filter(({ folder }) => existsSync(path.join(root, folder)));
  const names = present.map((layer) => layer.name);
  return table(
    ["layer", "folder", "may import", "packages"],
    present.map(({ name, folder, mayImport, packages, homes }) => {
      const own = Object.entries(homes).filter(([file]) => existsSync(path.join(root, folder, file)));
      const cells = [...packages.map(code), ...own.map(([file, inside]) => `${inside.map(code).join(", ")} in ${code(file)} only`)];
      return [
        name,
        code(folder),
        mayImport
          .filter((each) => names.includes(each))
          .map(plainName)
          .join(", ") || "–",
        cells.join(", ") || "–",
      ];
    }),
  );
}

function plainName(name: string): string {
  return name.replace("core/", "");
}
