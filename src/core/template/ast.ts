// The syntax tree of a template in our own words: every node has its range of offsets in the whole file.
import type { Range } from "../domain/diagnostic.ts";

/** One step of a path; the range covers it as written, so with the brackets of `[odd name]`. */
export interface Segment {
  readonly name: string;
  readonly range: Range;
}

/** `name`, `user.name`, `../name`, `this`, `@index`, `[odd name]`. */
export interface Path {
  readonly kind: "path";
  /** True for `@…`. */
  readonly isData: boolean;
  /** How many `../` stand in front. */
  readonly depth: number;
  /** True when it starts with `this` or `./`, which rules out helpers and block parameters. */
  readonly isScoped: boolean;
  readonly segments: readonly Segment[];
  readonly range: Range;
}

export interface Literal {
  readonly kind: "literal";
  readonly value: string | number | boolean | null | undefined;
  readonly range: Range;
}

export interface SubExpression {
  readonly kind: "call";
  readonly call: Call;
  readonly range: Range;
}

/** Something Handlebars can say and we do not run; it was reported when the template was read. */
export interface Unsupported {
  readonly kind: "unsupported";
  readonly range: Range;
}

export type Expression = Path | Literal | SubExpression | Unsupported;

/** `name=value`. */
export interface NamedValue {
  readonly name: string;
  readonly value: Expression;
  readonly range: Range;
}

/** A head with what is handed to it; whether the head is a helper or a value is not decided here. */
export interface Call {
  readonly head: Path;
  readonly parameters: readonly Expression[];
  readonly named: readonly NamedValue[];
}

export interface Content {
  readonly kind: "content";
  readonly text: string;
  readonly range: Range;
}

export interface Mustache {
  readonly kind: "mustache";
  readonly call: Call;
  readonly range: Range;
}

export interface Block {
  readonly kind: "block";
  readonly call: Call;
  readonly program: Program | null;
  readonly inverse: Program | null;
  readonly range: Range;
}

/** `{{> name context key=value}}`. */
export interface PartialCall {
  readonly kind: "partial";
  readonly name: string;
  readonly nameRange: Range;
  readonly context: Expression | null;
  readonly named: readonly NamedValue[];
  /** White space in front of a partial that stands alone on its line; Handlebars puts it before each of the partial's lines. */
  readonly indent: string;
  readonly range: Range;
}

export interface Comment {
  readonly kind: "comment";
  readonly range: Range;
}

export type Statement = Content | Mustache | Block | PartialCall | Comment | Unsupported;

export interface Program {
  readonly statements: readonly Statement[];
  /** The names between the bars of `as |item index|`. */
  readonly blockParameters: readonly string[];
}
