// Untrusted text inside XML 1.0: what the format cannot hold is spelled out, what it reads as markup is escaped.
import { escapeTerminal } from "../escape.ts";

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  // A `]]>` may not stand in text either.
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
  // In an attribute these would be read as spaces.
  "\n": "&#10;",
  "\t": "&#9;",
};

/** The text for an element or an attribute. Control characters and lone surrogates stand as `\u{…}`, as on a terminal. */
export function xmlText(text: string): string {
  return escapeTerminal(text)
    .replace(/[\ufffe\uffff]/g, (character) => `\\u{${character.charCodeAt(0).toString(16)}}`)
    .replace(/[&<>"'\n\t]/g, (character) => entities[character] ?? "");
}

/** ` name="value"` for each that has a value. */
export function xmlAttributes(attributes: Readonly<Record<string, string | number | null>>): string {
  return Object.entries(attributes)
    .flatMap(([name, value]) => (value === null ? [] : [` ${name}="${xmlText(String(value))}"`]))
    .join("");
}
