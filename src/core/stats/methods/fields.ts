// The kinds of values that a method takes: each checks one key of hostile input and names the key and the rule when it is broken.
import { TouchstoneError } from "../../base/errors.ts";

export interface Field<Value> {
  /** As it stands in the documentation: `int`, `num`, `[num]`. */
  readonly type: string;
  readonly meaning: string;
  /** The value, or a TouchstoneError `stats/invalid-input`. `key` is the name of its place, such as `values[3]`. */
  read(key: string, value: unknown): Value;
}

type Read<Value> = Field<Value>["read"];

function refuse(key: string, rule: string): never {
  throw new TouchstoneError("stats/invalid-input", `${key} must be ${rule}`);
}

/** Squares and cubes of larger numbers would leave the range of a double. */
const mostMagnitude = 1e100;
/** Sums of four larger counts, and their halves, would not be told apart. */
const mostCount = 1e15;

function numberThat(holds: (value: number) => boolean, rule: string, most = mostMagnitude): Read<number> {
  return (key, value) => {
    if (typeof value !== "number" || !Number.isFinite(value) || !holds(value)) return refuse(key, rule);
    return Math.abs(value) <= most ? value : refuse(key, `${rule}, no larger than ${most}: larger ones cannot be computed with`);
  };
}

const readNumber = numberThat(() => true, "a finite number");

function countFrom(atLeast: number): Read<number> {
  return numberThat((value) => Number.isInteger(value) && value >= atLeast, `an integer of at least ${atLeast}`, mostCount);
}

/** A list of at least `atLeast` items, each read by `item`. */
function listOf<Item>(item: Read<Item>, atLeast: number): Read<readonly Item[]> {
  return (key, value) => {
    if (!Array.isArray(value)) return refuse(key, "a list");
    if (value.length < atLeast) return refuse(key, `a list of at least ${atLeast} ${atLeast === 1 ? "value" : "values"}`);
    return value.map((each: unknown, index) => item(`${key}[${index}]`, each));
  };
}

/** `item` or null. */
function orNull<Item>(item: Read<Item>): Read<Item | null> {
  return (key, value) => (value === null ? null : item(key, value));
}

/** A whole number, `atLeast` or more. */
export function count(meaning: string, atLeast = 0): Field<number> {
  return { type: "int", meaning: atLeast === 0 ? meaning : `${meaning}, ≥ ${atLeast}`, read: countFrom(atLeast) };
}

/** Any finite number. */
export function real(meaning: string): Field<number> {
  return { type: "num", meaning, read: readNumber };
}

/** A number greater than 0. */
export function positive(meaning: string): Field<number> {
  return { type: "num", meaning: `${meaning}, > 0`, read: numberThat((value) => value > 0, "a finite number greater than 0") };
}

/** A number of at least 0. */
export function nonNegative(meaning: string): Field<number> {
  return { type: "num", meaning: `${meaning}, ≥ 0`, read: numberThat((value) => value >= 0, "a finite number of at least 0") };
}

/** A probability, 0 and 1 included. */
export function probability(meaning: string): Field<number> {
  return { type: "num", meaning, read: readProbability };
}

const readProbability = numberThat((value) => value >= 0 && value <= 1, "a number between 0 and 1");

/** The smallest level whose quantiles are computed. */
const leastLevel = 1e-99;

/** A number strictly between 0 and `below`: a confidence, level or power. */
export function level(meaning: string, below = 1): Field<number> {
  const rule = `a number strictly between 0 and ${below} (and at least ${leastLevel})`;
  return {
    type: "num",
    meaning: below === 1 ? meaning : `${meaning}, < ${below}`,
    read: numberThat((value) => value >= leastLevel && value < below, rule),
  };
}

/** A number strictly between 0 and 1, as a tolerated loss. */
export function fraction(meaning: string): Field<number> {
  return {
    type: "num",
    meaning: `${meaning}, 0 < … < 1`,
    read: numberThat((value) => value > 0 && value < 1, "a number strictly between 0 and 1"),
  };
}

/** A share above 0, at most 1. */
export function share(meaning: string): Field<number> {
  return {
    type: "num",
    meaning: `${meaning}, in (0,1]`,
    read: numberThat((value) => value > 0 && value <= 1, "a number greater than 0 and at most 1"),
  };
}

/** A list of `atLeast` or more finite numbers. */
export function numbers(meaning: string, atLeast = 1): Field<readonly number[]> {
  return { type: "[num]", meaning: atLeast === 1 ? meaning : `${meaning}, ≥ ${atLeast} values`, read: listOf(readNumber, atLeast) };
}

/** A list of probabilities. */
export function probabilities(meaning: string): Field<readonly number[]> {
  return { type: "[num]", meaning, read: listOf(readProbability, 1) };
}

/** A list of p-values, null where there was no test. */
export function pValues(meaning: string): Field<readonly (number | null)[]> {
  const read = numberThat((value) => value >= 0 && value <= 1, "a number between 0 and 1, or null");
  return { type: "[num or null]", meaning, read: listOf(orNull(read), 1) };
}

/** A list of labels of clusters. */
export function clusterLabels(meaning: string): Field<readonly string[]> {
  return { type: "[string]", meaning, read: listOf((key, value) => (typeof value === "string" ? value : refuse(key, "a string")), 1) };
}

/** For each unit the labels it was given, null where one is missing. */
export function units(meaning: string): Field<readonly (readonly (string | number | null)[])[]> {
  const read: Read<string | number | null> = (key, value) =>
    value === null || typeof value === "string" || (typeof value === "number" && Number.isFinite(value))
      ? value
      : refuse(key, "a string, a finite number or null");
  return { type: "[[string, num or null]]", meaning, read: listOf(listOf(read, 0), 1) };
}

/** A square table of counts that counts something. */
export function squareTable(meaning: string): Field<readonly (readonly number[])[]> {
  const readRows = listOf(listOf(countFrom(0), 1), 1);
  return {
    type: "[[int]]",
    meaning,
    read(key, value) {
      const rows = readRows(key, value);
      const isSound = rows.every((row) => row.length === rows.length) && rows.some((row) => row.some((cell) => cell > 0));
      return isSound ? rows : refuse(key, "a square table with as many columns as rows, and count at least one row");
    },
  };
}

/** Two or more rows of equally many, two or more, numbers. */
export function balancedScores(meaning: string): Field<readonly (readonly number[])[]> {
  const readRows = listOf(listOf(readNumber, 2), 2);
  return {
    type: "[[num]]",
    meaning,
    read(key, value) {
      const rows = readRows(key, value);
      return rows.every((row) => row.length === rows[0]?.length) ? rows : refuse(key, "a list of rows that are all of the same length");
    },
  };
}

/** A list of outcomes: 0, 1 or "error". */
export function outcomes(meaning: string): Field<readonly (0 | 1 | "error")[]> {
  const read: Read<0 | 1 | "error"> = (key, value) =>
    value === 0 || value === 1 || value === "error" ? value : refuse(key, '0, 1 or "error"');
  return { type: '[0, 1 or "error"]', meaning, read: listOf(read, 1) };
}

/** One of the given words. */
export function choice<const Word extends string>(words: readonly Word[], meaning: string): Field<Word> {
  const quoted = words.map((word) => `"${word}"`).join(" or ");
  return {
    type: "string",
    meaning: `${quoted}: ${meaning}`,
    read: (key, value) => words.find((word) => word === value) ?? refuse(key, quoted),
  };
}
