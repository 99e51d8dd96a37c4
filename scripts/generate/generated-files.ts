// Everything that is generated, as text by path from the root: JSON schemas, the page of file formats, the layer table, the methods of the statistics.
import { readFileSync } from "node:fs";
import path from "node:path";
import { fileFormatsPage } from "./file-formats.ts";
import { jsonSchemaFiles } from "./json-schemas.ts";
import { layerTable } from "./layer-table.ts";
import { methodsSection } from "./methods-section.ts";

const formatsFile = "docs/file-formats.md";
const architectureFile = "docs/architecture.md";
const statisticsFile = "docs/statistics.md";

/** `root` is the absolute path of the repository; examples and the hand-written part of a page are read from there. */
export function generatedFiles(root: string): Map<string, string> {
  const read = (file: string): string => readFileSync(path.join(root, file), "utf8");
  return new Map([
    ...jsonSchemaFiles(),
    [formatsFile, fileFormatsPage(read)],
    [architectureFile, withRegion(read(architectureFile), "layers", layerTable(root))],
    [statisticsFile, withRegion(read(statisticsFile), "methods", methodsSection())],
  ]);
}

/** A hand-written page with the lines between `<!-- generated: name -->` and `<!-- end -->` replaced. */
function withRegion(page: string, name: string, content: string): string {
  const start = `<!-- generated: ${name} -->\n`;
  const from = page.indexOf(start);
  const to = page.indexOf("<!-- end -->", from);
  if (from < 0 || to < 0) throw new Error(`The page has no region "${name}".`);
  return `${page.slice(0, from)}${start}\n${content}\n${page.slice(to)}`;
}
