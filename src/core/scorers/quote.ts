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
