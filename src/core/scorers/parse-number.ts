// Numbers as people and models write them: an optional sign (+ - −), digits or digits in threes parted by commas, decimals after a point, an exponent.
import { quote } from "./quote.ts";

const number = String.raw`[+\-−]?(?:(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|\.\d+)(?:[eE][+\-]?\d+)?`;

const wholeNumber = new RegExp(`^${number}$`, "u");

/** Not inside a word (H2O, v1.2, 0x1F) nor a piece of a longer row of digits (1.2.3, 1.234,5); a unit may follow (5kg, 50%). */
const numberInText = new RegExp(String.raw`(?<![\p{L}\p{N}_]|\d[.,])${number}(?![\p{L}_]*\d|[.,]\d)`, "gu");

/** The number that the whole trimmed text is, such as `42`, `-1,234.5`, `.5` or `6.02e23`; null for anything else and for what is too large. */
export function parseNumber(text: string): number | null {
  const trimmed = text.trim();
  if (!wholeNumber.test(trimmed)) return null;
  const value = Number(trimmed.replaceAll(",", "").replace("−", "-"));
  return Number.isFinite(value) ? value : null;
}

/** The number that the whole text is, else the only one it mentions (once or several times), else what is in the way. */
export function onlyNumber(text: string): { readonly number: number } | { readonly problem: string } {
  const whole = parseNumber(text);
  if (whole !== null) return { number: whole };
  let first: { readonly written: string; readonly value: number | null } | null = null;
  for (const [written] of text.matchAll(numberInText)) {
    const value = parseNumber(written);
    if (first === null) first = { written, value };
    else if (first.value !== value)
      return { problem: `The response holds more than one number: ${quote(first.written)} and ${quote(written)}.` };
  }
  if (first === null) return { problem: "The response holds no number." };
  return first.value === null ? { problem: `The number ${quote(first.written)} is too large.` } : { number: first.value };
}
