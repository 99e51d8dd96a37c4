// Untrusted text inside a reason: short, well-formed, in quotes, its line breaks and control characters escaped.

/** The first `length` UTF-16 units of a text without half a character at the end, marked with an ellipsis where something was cut. */
export function cut(text: string, length: number): string {
  if (text.length <= length) return text.toWellFormed();
  const isInsidePair = /[\uD800-\uDBFF]/.test(text.charAt(length - 1));
  return `${text.slice(0, isInsidePair ? length - 1 : length).toWellFormed()}…`;
}

/** A text in double quotes, cut at `length` UTF-16 units. */
export function quote(text: string, length = 80): string {
  return JSON.stringify(cut(text, length));
}

/** A JSON value on one line, cut likewise; a model may have nested it deeper than can be written. */
export function showJson(value: unknown, length = 80): string {
  try {
    return cut(JSON.stringify(value), length);
  } catch {
    return "a value nested too deep to be shown";
  }
}

const longestList = 8;

/** Some texts in quotes: `"a", "b" and 3 more`. */
export function quoteList(texts: readonly string[]): string {
  const shown = texts.slice(0, longestList).map((text) => quote(text));
  return `${shown.join(", ")}${texts.length > longestList ? ` and ${texts.length - longestList} more` : ""}`;
}
