// Every verdict, outcome and kind of row as a word, an icon and a tone: the word and the icon carry it, the tone only helps.
import type { Chip } from "../../src/protocol/actions.ts";
import type { GatesPlane } from "../../src/protocol/summary-plane.ts";
import type { RatingLabel, RowVerdict, VerdictWord } from "../../src/protocol/verdicts.ts";
import type { IconName } from "./icons.ts";

export type Tone = "good" | "bad" | "warning" | "info" | "plain";

export interface Sign {
  readonly word: string;
  readonly icon: IconName;
  readonly tone: Tone;
}

export const verdictWords: Readonly<Record<VerdictWord, string>> = {
  better: "Better",
  worse: "Worse",
  no_evidence: "No evidence",
  not_enough_rows: "Not enough rows",
};

export const verdictSigns: Readonly<Record<VerdictWord, Sign>> = {
  better: { word: verdictWords.better, icon: "arrow-circle-up", tone: "good" },
  worse: { word: verdictWords.worse, icon: "arrow-circle-down", tone: "bad" },
  no_evidence: { word: verdictWords.no_evidence, icon: "remove", tone: "plain" },
  not_enough_rows: { word: verdictWords.not_enough_rows, icon: "question", tone: "plain" },
};

/** Of arms that are equal: there is nothing to be better than. */
export const noiseCheckSign: Sign = { word: "Noise Check", icon: "beaker", tone: "info" };

export const rowSigns: Readonly<Record<RowVerdict, Sign>> = {
  regressed: { word: "Regressed", icon: "arrow-down", tone: "bad" },
  improved: { word: "Improved", icon: "arrow-up", tone: "good" },
  changed: { word: "Changed", icon: "edit", tone: "plain" },
  same: { word: "Same", icon: "dash", tone: "plain" },
  passed: { word: "Passed", icon: "check", tone: "good" },
  failed: { word: "Failed", icon: "x", tone: "bad" },
  pending: { word: "Pending", icon: "circle-outline", tone: "plain" },
};

export const chipSigns: Readonly<Record<Chip, Sign>> = {
  regressed: rowSigns.regressed,
  improved: rowSigns.improved,
  changed: rowSigns.changed,
  same: rowSigns.same,
  passed: rowSigns.passed,
  failed: rowSigns.failed,
  errors: { word: "Errors", icon: "circle-slash", tone: "bad" },
};

export const rulingSigns: Readonly<Record<GatesPlane["rulings"][number]["verdict"], Sign>> = {
  pass: { word: "Pass", icon: "check", tone: "good" },
  fail: { word: "Fail", icon: "x", tone: "bad" },
  inconclusive: { word: "Inconclusive", icon: "question", tone: "plain" },
};

export const ratingSigns: Readonly<Record<RatingLabel, Sign>> = {
  pass: { word: "Pass", icon: "check", tone: "good" },
  fail: { word: "Fail", icon: "x", tone: "bad" },
  error: { word: "Error", icon: "circle-slash", tone: "bad" },
};

/** An arm as people call it; names come from files and are drawn as text. */
export function armTitle(name: string): string {
  return name === "baseline" ? "Baseline" : name;
}

/** `1 row`, `2 rows`. */
export function countOf(count: number, noun: string): string {
  return `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;
}

/** The last part of a path, with its line as editors write it. */
export function placeLabel({ file, line }: { readonly file: string; readonly line: number }): string {
  return `${file.split(/[\\/]/).at(-1) ?? file}:${line}`;
}
