// What a method of `touchstone stats` is: its words, the keys it takes and gives, and how one follows from the other.
import { TouchstoneError } from "../../base/errors.ts";
import type { Field } from "./fields.ts";

export type ResultValue = number | string | boolean | null | readonly (number | null)[] | { readonly [key: string]: number | null };

/** The type of a value and what it means, as they stand in the documentation. */
export type OutputKey = readonly [type: string, meaning: string];

/** The words of a method. */
interface MethodWords {
  readonly title: string;
  /** Formulas, conventions and edges. */
  readonly formula: string;
  /** Where the method comes from; null for what needs no source. */
  readonly source: string | null;
}

export interface Method extends MethodWords {
  readonly input: Readonly<Record<string, Field<unknown>>>;
  readonly output: Readonly<Record<string, OutputKey>>;
  /** Checks every value and computes the result. Throws TouchstoneError for values that break a rule. `given` holds exactly the keys of `input`. */
  answer(given: Readonly<Record<string, unknown>>): Readonly<Record<string, ResultValue>>;
}

type Fields = Readonly<Record<string, Field<unknown>>>;
type Values<Input extends Fields> = { readonly [Key in keyof Input]: Input[Key] extends Field<infer Value> ? Value : never };

interface MethodDefinition<Input extends Fields, Key extends string> extends MethodWords {
  readonly input: Input;
  readonly output: Readonly<Record<Key, OutputKey>>;
  /** The result under exactly the keys of `output`; rules between keys are checked here, by `refuseUnless`. */
  calculate(values: Values<Input>): Readonly<Record<Key, ResultValue>>;
}

/** A method whose `calculate` sees checked values only. */
export function defineMethod<Input extends Fields, Key extends string>(definition: MethodDefinition<Input, Key>): Method {
  const { title, formula, source, input, output, calculate } = definition;
  return {
    title,
    formula,
    source,
    input,
    output,
    answer: (given) => {
      const values = Object.entries(input).map(([key, field]) => [key, field.read(key, given[key])]);
      return calculate(Object.fromEntries(values) as Values<Input>);
    },
  };
}

/** Throws `stats/invalid-input` with `rule`, a sentence without its full stop that names the key, unless `holds`. */
export function refuseUnless(holds: boolean, rule: string): void {
  if (!holds) throw new TouchstoneError("stats/invalid-input", rule);
}

/** Throws `stats/too-large` with `rule` unless `holds`. */
export function limitTo(holds: boolean, rule: string): void {
  if (!holds) throw new TouchstoneError("stats/too-large", rule);
}
