// What `@handlebars/parser` really returns: its own types leave out half of it.
import * as handlebars from "@handlebars/parser";

export interface RawPosition {
  /** 1-based. */
  readonly line: number;
  /** 0-based, in UTF-16 units. */
  readonly column: number;
}

export interface RawLocation {
  readonly start: RawPosition;
  readonly end: RawPosition;
}

interface RawNode {
  readonly loc: RawLocation;
}

export interface RawPath extends RawNode {
  readonly type: "PathExpression";
  readonly data: boolean;
  readonly depth: number;
  readonly parts: readonly (string | RawSubExpression)[];
  readonly original: string;
}

export interface RawLiteral extends RawNode {
  readonly type: "StringLiteral" | "NumberLiteral" | "BooleanLiteral" | "UndefinedLiteral" | "NullLiteral";
  readonly value: string | number | boolean | null | undefined;
}

export interface RawCall {
  readonly path: RawExpression;
  readonly params: readonly RawExpression[];
  readonly hash?: RawHash | undefined;
}

export interface RawSubExpression extends RawNode, RawCall {
  readonly type: "SubExpression";
}

export interface RawHash extends RawNode {
  readonly pairs: readonly (RawNode & { readonly key: string; readonly value: RawExpression })[];
}

export type RawExpression = RawPath | RawLiteral | RawSubExpression | (RawNode & { readonly type: "HashLiteral" | "ArrayLiteral" });

export interface RawProgram {
  readonly type: "Program";
  readonly body: readonly RawStatement[];
  readonly blockParams?: readonly string[] | undefined;
}

export type RawStatement =
  | (RawNode & { readonly type: "ContentStatement"; readonly value: string; readonly original: string })
  | (RawNode & { readonly type: "CommentStatement" })
  | (RawNode & RawCall & { readonly type: "MustacheStatement" | "Decorator" })
  | (RawNode &
      RawCall & {
        readonly type: "BlockStatement" | "DecoratorBlock";
        readonly program?: RawProgram | undefined;
        readonly inverse?: RawProgram | undefined;
      })
  | (RawNode & Omit<RawCall, "path"> & { readonly type: "PartialStatement"; readonly name: RawExpression; readonly indent: string })
  | (RawNode & { readonly type: "PartialBlockStatement" });

/** The two shapes of error: the grammar's and the lexer's carry `hash`, those of mismatched blocks and odd paths carry line numbers. */
export interface RawError {
  readonly message: string;
  readonly hash?: {
    readonly text: string;
    readonly token: string | null;
    readonly line: number;
    readonly loc?: { readonly last_line: number; readonly last_column: number };
  };
  readonly lineNumber?: number;
  readonly column?: number;
  readonly endLineNumber?: number;
  readonly endColumn?: number;
}

interface RawLexer {
  setInput(text: string, yy: unknown): void;
  /** The number of a kind of token. */
  lex(): number;
  readonly yytext: string;
  readonly yylloc: { readonly first_line: number; readonly first_column: number; readonly last_line: number; readonly last_column: number };
}

interface RawParser {
  readonly lexer: RawLexer;
  readonly yy: unknown;
  /** The names of the kinds of tokens by number. */
  readonly terminals_: Readonly<Record<number, string>>;
}

interface Library {
  parse(text: string): RawProgram;
  parseWithoutProcessing(text: string): RawProgram;
  readonly parser: RawParser;
}

const { parse, parseWithoutProcessing, parser } = handlebars as unknown as Library;

/** The tree as written. Throws a RawError. */
export function parseRaw(text: string): RawProgram {
  return parseWithoutProcessing(text);
}

/** The tree with white space stripped as Handlebars renders it. Throws a RawError. */
export function parseRawStripped(text: string): RawProgram {
  return parse(text);
}

export interface RawToken {
  readonly type: string;
  readonly text: string;
  readonly loc: RawLocation;
}

/** The tokens of a text up to its end or to the first place that is no token. */
export function* tokensOf(text: string): Generator<RawToken> {
  const { lexer, yy, terminals_ } = parser;
  lexer.setInput(text, yy);
  for (;;) {
    let type: string;
    try {
      type = terminals_[lexer.lex()] ?? "EOF";
    } catch {
      return;
    }
    if (type === "EOF" || type === "INVALID") return;
    const { first_line, first_column, last_line, last_column } = lexer.yylloc;
    yield {
      type,
      text: lexer.yytext,
      loc: { start: { line: first_line, column: first_column }, end: { line: last_line, column: last_column } },
    };
  }
}
