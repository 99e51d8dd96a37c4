// What a YAML document says, read without a schema: for a description of documents that may be broken.
import type { YamlPath } from "../domain/read-yaml.ts";
import type { SourceText } from "../domain/source-text.ts";
import type { Reader } from "./reader.ts";
import { yamlOf } from "./remember.ts";

export interface Written {
  readonly value: unknown;
  /** The 1-based line where the value at a path begins. */
  lineOf(path: YamlPath): number;
}

/** Null for a file that is no YAML. */
export async function readWritten(reader: Reader, path: string): Promise<Written | null> {
  const source = await reader.source(path);
  const yaml = source === null ? null : yamlOf(source).value;
  return source === null || yaml === null ? null : { value: yaml.value, lineOf: (at) => lineAt(source, yaml.rangeOf(at).start) };
}

function lineAt(source: SourceText, offset: number): number {
  return source.positionAt(offset).line;
}

/** The text at some keys, or null. */
export function textAt(value: unknown, ...keys: readonly string[]): string | null {
  const found = valueAt(value, keys);
  return typeof found === "string" ? found : null;
}

/** The items of the list at some keys; none when there is no list. */
export function itemsAt(value: unknown, ...keys: readonly string[]): readonly unknown[] {
  const found = valueAt(value, keys);
  return Array.isArray(found) ? found : [];
}

function valueAt(value: unknown, keys: readonly string[]): unknown {
  return keys.reduce<unknown>(
    (inner, key) =>
      typeof inner === "object" && inner !== null && Object.hasOwn(inner, key)
        ? (inner as Readonly<Record<string, unknown>>)[key]
        : undefined,
    value,
  );
}
