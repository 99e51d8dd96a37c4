// A seeded generator of templates inside the common ground of dotprompt and our interpreter, with the data that fills them.

export interface GeneratedCase {
  readonly seed: number;
  readonly text: string;
  readonly partials: Readonly<Record<string, string>>;
}

/** The row that every generated template is rendered with. */
export const generatedRow = {
  name: "Ada",
  city: "Zürich – 東京 🗼",
  note: "line one\nline two\r\nline three",
  empty: "",
  zero: 0,
  count: 3,
  ratio: 0.25,
  yes: true,
  no: false,
  nothing: null,
  "odd name": "odd value",
  tags: ["red", "green", "blue"],
  none: [],
  numbers: [0, 1, 2],
  user: { name: "Grace", role: "admin", address: { city: "Paris", lines: ["a", "b"] } },
  turns: [
    { role: "user", text: "Hello", tags: ["x", "y"] },
    { role: "model", text: "Good day", tags: [] },
    { role: "user", text: "Bye", tags: ["z"] },
  ],
  scores: { alpha: 1, beta: 2 },
};

/** Extra `@` values of every generated rendering. */
export const generatedContext = { auth: { email: "ada@example.com" }, locale: "de" };

const texts = [
  "Hello",
  " ",
  "\n",
  "\n\n",
  "  \n",
  "\r\n",
  "Answer in one word.",
  " - ",
  "\t",
  "Grüße 🎉",
  'a < b & "c"',
  "{ }",
  "\\n",
  "x\n  ",
  " }} ",
  "<b>",
  "\u00a0",
  "$1 $&",
  "Ω\u2028separator",
];

export function generateCase(seed: number): GeneratedCase {
  const random = createRandom(seed);
  const pick = <Value>(values: readonly Value[]): Value => values[Math.floor(random() * values.length)] as Value;
  const chance = (probability: number): boolean => random() < probability;
  const open = (): string => (chance(0.12) ? "{{~" : "{{");
  const close = (): string => (chance(0.12) ? "~}}" : "}}");
  const newline = chance(0.2) ? "\r\n" : "\n";
  const partials: Record<string, string> = {};

  /** What may be named depends on what the context is. */
  type Context = "row" | "text" | "turn" | "user";
  const scalars: Record<Context, readonly string[]> = {
    row: [
      "name",
      "city",
      "note",
      "empty",
      "zero",
      "count",
      "ratio",
      "yes",
      "no",
      "nothing",
      "[odd name]",
      "this.name",
      "./city",
      "user.name",
      "user.address.city",
      "user/role",
      "tags.[1]",
      "tags.length",
      "turns.[0].text",
      "@root.name",
      "@auth.email",
      "@locale",
      "scores.beta",
    ],
    text: ["this", ".", "@index", "@key", "@first", "@last", "../name", "@root.city"],
    turn: ["text", "./role", "this.text", "@index", "@last", "../name", "@root.name", "tags.[0]"],
    user: ["name", "this.role", "address.city", "../name", "@root.city"],
  };
  const lists: Record<Context, readonly string[]> = {
    row: ["tags", "none", "numbers", "user.address.lines", "scores", "missing"],
    text: ["../tags", "@root.numbers"],
    turn: ["tags", "@root.tags"],
    user: ["address.lines", "../tags"],
  };
  const conditions: Record<Context, readonly string[]> = {
    row: [...scalars.row, "tags", "none", "user", "missing"],
    text: ["this", "@first", "@last", "../yes", "@root.no"],
    turn: ["text", "tags", "@first", "@root.yes"],
    user: ["name", "missing", "address", "../no"],
  };
  const literals = ['"admin"', "'Ada'", "3", "0.25", "true", "false", "null", "undefined", '""', "-1"];

  const mustache = (context: Context): string => {
    const value = pick(scalars[context]);
    // Handlebars adds up two numbers that stand first and side by side; see the differences by design.
    const guard = /zero|count|ratio|yes|no$|numbers|@|scores|length|this$|^\.$/.test(value) ? ":" : "";
    if (chance(0.1)) return `${guard}{{{${value}}}}`;
    if (chance(0.1)) return `${guard}{{& ${value} }}`;
    return `${guard}${open()}${chance(0.3) ? " " : ""}${value}${chance(0.3) ? " " : ""}${close()}`;
  };

  const block = (context: Context, depth: number): string => {
    const kind = pick([
      "if",
      "if",
      "unless",
      "each",
      "each-turns",
      "with",
      "ifEquals",
      "unlessEquals",
      "each-parameters",
      "with-parameter",
      "inverse",
    ]);
    const gap = (): string => (chance(0.45) ? newline + (chance(0.2) ? "  " : "") : "");
    const section = (inner: Context): string => gap() + body(inner, depth - 1) + gap();
    const otherwise = (): string => (chance(0.4) ? `${open()}${chance(0.2) ? "^" : "else"}${close()}${section(context)}` : "");
    const argument = (): string => pick([...scalars[context], ...literals]);
    switch (kind) {
      case "if":
      case "unless": {
        const zero = chance(0.15) ? " includeZero=true" : "";
        // A chain's closing tag stands unindented and strips nothing: Handlebars 4 and its newer parser differ there.
        const chain = chance(0.3)
          ? `{{else if ${pick(conditions[context])}}}${newline}${body(context, depth - 1)}x${newline}{{else}}y{{/${kind}}}`
          : null;
        return `${open()}#${kind} ${pick(conditions[context])}${zero}${close()}${section(context)}${chain ?? `${otherwise()}${open()}/${kind}${close()}`}`;
      }
      case "inverse":
        return `{{^if ${pick(conditions[context])}}}${section(context)}{{/if}}`;
      case "each":
        return `${open()}#each ${pick(lists[context])}${close()}${section("text")}${otherwise()}${open()}/each${close()}`;
      case "each-turns":
        return `${open()}#each @root.turns${close()}${section("turn")}${open()}/each${close()}`;
      case "each-parameters":
        return `{{#each ${pick(lists[context])} as |item place|}}${section("text")}{{item}}:{{place}} {{/each}}`;
      case "with":
        return `${open()}#with @root.user${close()}${section("user")}${otherwise()}${open()}/with${close()}`;
      case "with-parameter":
        return `{{#with @root.user as |person|}}{{person.name}}${section("user")}{{/with}}`;
      default:
        return `${open()}#${kind} ${argument()} ${argument()}${close()}${section(context)}${otherwise()}${open()}/${kind}${close()}`;
    }
  };

  const partial = (context: Context, depth: number): string => {
    const name = `part${Object.keys(partials).length}`;
    partials[name] = "";
    // Named values over a text would make an object of it.
    const kind = pick(context === "text" ? ["plain", "context", "both"] : ["plain", "context", "named", "both"]);
    // Inside a partial there are no parents, so that only names of its own context make sense.
    const inner = kind === "context" || kind === "both" ? "user" : context;
    partials[name] = (
      body(inner, depth - 1) +
      (kind === "named" || kind === "both" ? "{{given}}/{{other}}" : "") +
      (chance(0.5) ? newline : "")
    ).replaceAll("../", "@root.");
    const parameters = { plain: "", context: " @root.user", named: ' given="g" other=@root.count', both: " @root.user given=@root.name" }[
      kind
    ];
    return chance(0.4)
      ? `${newline}${chance(0.5) ? "   " : ""}{{> ${name}${parameters}}}${newline}`
      : `${open()}> ${name}${parameters}${close()}`;
  };

  const body = (context: Context, depth: number): string => {
    let text = "";
    const count = 1 + Math.floor(random() * 4);
    for (let index = 0; index < count; index++) {
      const draw = random();
      if (draw < 0.34) text += pick(texts);
      else if (draw < 0.54) text += mustache(context);
      else if (draw < 0.62) text += `${open()}role "${pick(["system", "user", "model", "tool"])}"${close()}`;
      else if (draw < 0.65) text += pick(["{{history}}", "{{~history~}}"]);
      else if (draw < 0.69)
        text += pick([
          '{{media url="https://example.com/a.png"}}',
          '{{media url="https://example.com/b.jpg" contentType="image/jpeg"}}',
          "{{media url=@root.name}}",
        ]);
      else if (draw < 0.72) text += pick(['{{section "code"}}', "{{section @root.name}}"]);
      else if (draw < 0.77)
        text += pick([
          "{{json @root.user}}",
          "{{json @root.tags indent=2}}",
          '{{json @root.scores indent="--"}}',
          "{{json @root.name}}",
          "{{json this}}",
          "{{json 3}}",
        ]);
      else if (draw < 0.81)
        text += pick([
          "{{! comment }}",
          "{{!-- a }} comment --}}",
          `${newline}{{! alone }}${newline}`,
          "{{~! tight ~}}",
          "\\{{escaped}} ",
          "\\\\{{@root.name}}",
        ]);
      else if (depth > 0 && draw < 0.95) text += block(context, depth);
      else if (depth > 0 && Object.keys(partials).length < 3) text += partial(context, depth);
      else text += newline;
    }
    return text;
  };

  const text = body("row", 3) + (chance(0.5) ? newline : "");
  return { seed, text: chance(0.2) ? `---${newline}model: openai/gpt-4o${newline}---${newline}${text}` : text, partials };
}

/** Uniform numbers in [0, 1) from a seed (mulberry32). */
function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
