// Where two responses differ, word by word. The pieces that are not inserted are the baseline, those not removed the variant.
import { diffArrays } from "diff";
import type { DiffPlane } from "../../../protocol/sample-plane.ts";
import { jsonForm } from "./json-form.ts";

export interface WordDiff {
  readonly diff: DiffPlane | null;
  /** What to say where there is no diff. */
  readonly note: string | null;
}

type DiffPiece = DiffPlane["pieces"][number];

/** The edits are what costs: 1,500 take some hundredths of a second. The time is a second lock, for machines that are slow. */
const limits = { maxEditLength: 1500, timeout: 400 };
const longestText = 400_000;

// Scripts without spaces between words go by the character.
const words = /\r?\n|[^\S\r\n]+|(?:(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}])[\p{L}\p{M}\p{N}_])+|[^]/gu;
const lines = /[^\n]*\n|[^\n]+/g;

const tooDifferent = "These texts differ too much to mark the words.";

/** Baseline to variant; JSON on both sides is put in one form first. */
export function wordDiff(baseline: string, variant: string): WordDiff {
  if (baseline === variant) return { diff: null, note: "Both responses are the same." };
  if (Math.max(baseline.length, variant.length) > longestText) return { diff: null, note: tooDifferent };
  const [before, after] = [jsonForm(baseline), jsonForm(variant)];
  const isJson = before !== null && after !== null;
  if (isJson && before === after)
    return { diff: null, note: "Both responses are the same JSON; only the order of keys, the spaces or the escapes differ." };
  const pieces = isJson ? diffTexts(before, after) : diffTexts(baseline, variant);
  return pieces === null ? { diff: null, note: tooDifferent } : { diff: { pieces, isJson }, note: null };
}

/** By words, else by lines; null where that says nothing. */
function diffTexts(baseline: string, variant: string): DiffPiece[] | null {
  return diffTokens(baseline, variant, words) ?? diffTokens(baseline, variant, lines);
}

function diffTokens(baseline: string, variant: string, token: RegExp): DiffPiece[] | null {
  const changes = diffArrays(baseline.match(token) ?? [], variant.match(token) ?? [], limits);
  if (changes === undefined) return null;
  const pieces = joinChanges(
    changes.map(({ value, added, removed }) => ({ text: value.join(""), kind: added ? "inserted" : removed ? "removed" : "same" })),
  );
  return token === lines && !pieces.some(({ kind }) => kind === "same") ? null : pieces;
}

/** Each run of changes as one removed and one inserted piece; the space between two changed words belongs to the change. */
function joinChanges(pieces: readonly DiffPiece[]): DiffPiece[] {
  const joined: DiffPiece[] = [];
  let [removed, inserted] = ["", ""];
  const flush = (): void => {
    if (removed !== "") joined.push({ text: removed, kind: "removed" });
    if (inserted !== "") joined.push({ text: inserted, kind: "inserted" });
    [removed, inserted] = ["", ""];
  };
  for (const [index, { text, kind }] of pieces.entries()) {
    const isBetweenChanges = removed !== "" && inserted !== "" && isChange(pieces[index + 1]) && /^[^\S\r\n]+$/.test(text);
    if (kind === "removed" || (kind === "same" && isBetweenChanges)) removed += text;
    if (kind === "inserted" || (kind === "same" && isBetweenChanges)) inserted += text;
    if (kind === "same" && !isBetweenChanges) {
      flush();
      joined.push({ text, kind });
    }
  }
  flush();
  return joined;
}

function isChange(piece: DiffPiece | undefined): boolean {
  return piece !== undefined && piece.kind !== "same";
}
