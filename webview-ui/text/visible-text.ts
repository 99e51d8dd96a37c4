// Untrusted text made readable: characters that hide, or that reorder what stands beside them, become badges such as U+202E.

/** A stretch of text, or the name of what cannot be seen. */
export interface VisiblePart {
  readonly text: string;
  readonly isBadge: boolean;
}

/**
 * Controls, format characters (bidirectional, zero-width, tags), lone surrogates, line and paragraph separators, blank letters and
 * invisible variation selectors. Line feed, tab and the carriage return of a line end are layout; Arabic number signs are visible.
 */
const hidden =
  /(?:(?![\n\t\u0600-\u0605\u06DD\u08E2]|\r\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]|[\u115F\u1160\u3164\uFFA0\u2800]|[\u{E0100}-\u{E01EF}])/gu;
/** After these a joiner is part of how the script or the picture is written. */
const joined =
  /\p{Extended_Pictographic}|\p{Emoji_Modifier}|\uFE0F|\p{Script=Arabic}|\p{Script=Devanagari}|\p{Script=Bengali}|\p{Script=Sinhala}/u;

/** More badges than this are written as plain text, so that a text of nothing else cannot slow the page. */
const mostBadges = 200;

/** The text in reading order. Text that hides nothing is one part. */
export function visibleParts(text: string): readonly VisiblePart[] {
  const parts: VisiblePart[] = [];
  let end = 0;
  let badges = 0;
  for (const run of hiddenRuns(text)) {
    if (run.from > end) parts.push({ text: text.slice(end, run.from), isBadge: false });
    badges += 1;
    parts.push(badges > mostBadges ? { text: `[${run.name}]`, isBadge: false } : { text: run.name, isBadge: true });
    end = run.to;
  }
  if (end < text.length || parts.length === 0) parts.push({ text: text.slice(end), isBadge: false });
  return parts;
}

/** The same for places that hold plain text only: names for screen readers, tooltips, options. */
export function visibleString(text: string): string {
  return visibleParts(text)
    .map(({ text: part, isBadge }) => (isBadge ? `[${part}]` : part))
    .join("");
}

interface HiddenRun {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** Each hidden character, equal neighbours as one. */
function hiddenRuns(text: string): HiddenRun[] {
  const runs: { character: string; from: number; to: number; times: number }[] = [];
  for (const { 0: character, index } of text.matchAll(hidden)) {
    if (isJoiner(character) && joined.test(characterBefore(text, index))) continue;
    const last = runs.at(-1);
    if (last?.character === character && last.to === index) {
      last.to += character.length;
      last.times += 1;
    } else runs.push({ character, from: index, to: index + character.length, times: 1 });
  }
  return runs.map(({ character, from, to, times }) => ({ name: `${codePointName(character)}${times > 1 ? ` ×${times}` : ""}`, from, to }));
}

function isJoiner(character: string): boolean {
  return character === "\u200C" || character === "\u200D";
}

function characterBefore(text: string, index: number): string {
  return [...text.slice(Math.max(0, index - 2), index)].at(-1) ?? "";
}

function codePointName(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
}
