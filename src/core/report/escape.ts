// Text from rows, models and files, made safe to print on a terminal (rule S20).

// C0 but line feed and tab, DEL, C1, bidirectional controls, line separators and lone surrogates.
const unsafe =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/gu;

/**
 * The text with every control character spelled out as `\u{…}`. What a CI service would obey is broken: `::` at the start of a line,
 * and `##[` and `##vso[` anywhere.
 */
export function escapeTerminal(text: string): string {
  return text
    .replace(unsafe, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`)
    .replace(/^(\s*):(?=:)/gm, "$1\\u{3a}")
    .replace(/#(?=#(?:\[|vso\[))/g, "\\u{23}");
}

/** One line: line feeds and tabs are spelled out too. */
export function escapeLine(text: string): string {
  return escapeTerminal(text).replace(/\n/g, "\\n").replace(/\t/g, "\\t");
}

/** JSON whose every non-printing character is escaped, indented by two spaces; it holds nothing that a CI service would obey. */
export function safeJson(value: unknown, indent = 2): string {
  return JSON.stringify(value, null, indent).replace(
    /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]|#(?=#(?:\[|vso\[))/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
