// Answers kept by the identity of what was asked about: a file that is the same bytes object as before is not parsed again.
import { readYaml as parseYaml } from "../domain/read-yaml.ts";
import { createSourceText, decodeUtf8, type SourceText } from "../domain/source-text.ts";
import { parseTemplate } from "../template/document.ts";
import { readTable as parseTable } from "../collections/read-table.ts";

/** `answer`, asked once for each object; the answer lives as long as the object does. */
export function rememberBy<Key extends object, Value>(answer: (key: Key) => Value): (key: Key) => Value {
  const known = new WeakMap<Key, { readonly value: Value }>();
  return (key) => {
    const kept = known.get(key) ?? { value: answer(key) };
    known.set(key, kept);
    return kept.value;
  };
}

/** The same for bytes under the name of their file, which findings bear. */
export function rememberFile<Value>(answer: (path: string, bytes: Uint8Array) => Value): (path: string, bytes: Uint8Array) => Value {
  const known = new WeakMap<Uint8Array, Map<string, Value>>();
  return (path, bytes) => {
    const byPath = known.get(bytes) ?? new Map<string, Value>();
    known.set(bytes, byPath);
    const kept = byPath.get(path);
    if (kept !== undefined) return kept;
    const value = answer(path, bytes);
    byPath.set(path, value);
    return value;
  };
}

/** The text of a file, or null when it is not UTF-8. */
export const sourceOf = rememberFile((path, bytes): SourceText | null => {
  const text = decodeUtf8(bytes);
  return text === null ? null : createSourceText(path, text);
});

export const tableOf = rememberFile(parseTable);
export const yamlOf = rememberBy((source: SourceText) => parseYaml(source));
export const templateOf = rememberBy(parseTemplate);
