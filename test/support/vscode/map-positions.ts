/** Turns positions in a bundle into those of the source files; VS Code's extension host keeps Node from doing so itself. */
import { readFileSync } from "node:fs";
import { SourceMap, type SourceMapPayload } from "node:module";
import path from "node:path";

/** Replaces every `…/bundle:line:column` of a text whose origin the bundle's source map knows. */
export function mapPositions(text: string, bundle: string): string {
  const name = path.basename(bundle);
  if (!text.includes(`${name}:`)) return text;
  const map = new SourceMap(JSON.parse(readFileSync(`${bundle}.map`, "utf8")) as SourceMapPayload);
  return text.replace(/([^\s(]+):(\d+):(\d+)/g, (found, file: string, line: string, column: string) => {
    if (path.basename(file) !== name) return found;
    const origin = map.findOrigin(Number(line), Number(column));
    if (!("fileName" in origin)) return found;
    const source = path.relative(process.cwd(), path.resolve(path.dirname(bundle), origin.fileName));
    return `${source}:${origin.lineNumber}:${origin.columnNumber}`;
  });
}
