// The helpers of dotprompt and Handlebars that we run: how each is called, and what is wrong with a call.
import { advise, type Spellings } from "../domain/correction.ts";
import type { Range } from "../domain/diagnostic.ts";
import type { Role } from "../domain/message.ts";
import type { Finding } from "../domain/source-text.ts";
import type { Call } from "./ast.ts";
import { isPlainName } from "./scope.ts";
import { literalSpellings, nameSpellings } from "./spellings.ts";

export type HelperName =
  "role" | "history" | "media" | "section" | "json" | "if" | "unless" | "each" | "with" | "ifEquals" | "unlessEquals";

interface HelperForm {
  readonly isBlock: boolean;
  /** How many values follow the name. */
  readonly parameters: number;
  readonly named: readonly string[];
  /** How it is written, for hints. */
  readonly usage: string;
}

const forms: Readonly<Record<HelperName, HelperForm>> = {
  role: { isBlock: false, parameters: 1, named: [], usage: '{{role "system"}}' },
  history: { isBlock: false, parameters: 0, named: [], usage: "{{history}}" },
  media: { isBlock: false, parameters: 0, named: ["url", "contentType"], usage: "{{media url=photo}}" },
  section: { isBlock: false, parameters: 1, named: [], usage: '{{section "name"}}' },
  json: { isBlock: false, parameters: 1, named: ["indent"], usage: "{{json value}}" },
  if: { isBlock: true, parameters: 1, named: ["includeZero"], usage: "{{#if value}}…{{/if}}" },
  unless: { isBlock: true, parameters: 1, named: ["includeZero"], usage: "{{#unless value}}…{{/unless}}" },
  each: { isBlock: true, parameters: 1, named: [], usage: "{{#each list}}…{{/each}}" },
  with: { isBlock: true, parameters: 1, named: [], usage: "{{#with value}}…{{/with}}" },
  ifEquals: { isBlock: true, parameters: 2, named: [], usage: "{{#ifEquals a b}}…{{/ifEquals}}" },
  unlessEquals: { isBlock: true, parameters: 2, named: [], usage: "{{#unlessEquals a b}}…{{/unlessEquals}}" },
};

const helperNames = Object.keys(forms) as HelperName[];

/** Names that Handlebars takes for helpers even without parameters. */
const reservedNames = new Set(["lookup", "log", "helperMissing", "blockHelperMissing"]);

const roleNames: readonly Role[] = ["system", "user", "model", "tool"];

/** A column whose name is a helper's needs more than its name written, however that is done. */
export const placeholderSpellings: Spellings = (name) =>
  reservedNames.has(name) || helperNames.some((helper) => helper === name) ? [] : nameSpellings(name);

/** What a call turns out to be. */
export type Resolution =
  | { readonly kind: "helper"; readonly name: HelperName }
  | { readonly kind: "value" }
  | { readonly kind: "problem"; readonly range: Range; readonly finding: Finding };

/** Decides whether a call is a helper, a value or a mistake. `locals` are the block parameters in force. */
export function resolveCall(call: Call, place: "inline" | "block" | "expression", locals: ReadonlyMap<string, unknown>): Resolution {
  const { head } = call;
  const problem = (range: Range, code: string, message: string, advice: string | Pick<Finding, "hint" | "correction">): Resolution => ({
    kind: "problem",
    range,
    finding: { code, message, ...(typeof advice === "string" ? { hint: advice } : advice) },
  });
  const written = head.segments.map((segment) => segment.name).join(".");
  const hasArguments = call.parameters.length + call.named.length > 0;
  const name = isPlainName(head, locals) ? helperNames.find((candidate) => candidate === written) : undefined;
  if (name === undefined) {
    if (hasArguments || (reservedNames.has(written) && isPlainName(head, locals)) || place === "expression") {
      const near = advise(written, helperNames, "helper", { spellings: (helper) => [helper] });
      const advice = hasArguments
        ? "write {{[two words]}} for a column with a space in its name"
        : `write {{this.${written}}} for a column of that name`;
      return problem(
        head.range,
        "template/unknown-helper",
        `There is no helper "${written}".`,
        near.correction === null
          ? `The helpers are ${helperNames.join(", ")}; ${advice}.`
          : // A block is closed by the same word elsewhere, so that no single change mends it.
            { hint: near.hint, correction: place === "block" ? null : near.correction },
      );
    }
    if (place === "block") {
      return problem(
        head.range,
        "template/plain-section",
        `A block needs a helper; "${written}" is not one.`,
        `Write {{#each ${written}}}, {{#with ${written}}} or {{#if ${written}}}.`,
      );
    }
    return { kind: "value" };
  }
  const form = forms[name];
  const isRightPlace = place === "expression" ? name === "json" : form.isBlock === (place === "block");
  const unknown = call.named.find((pair) => !form.named.includes(pair.name));
  if (
    !isRightPlace ||
    call.parameters.length !== form.parameters ||
    (name === "media" && !call.named.some((pair) => pair.name === "url"))
  ) {
    return problem(
      head.range,
      "template/helper-arguments",
      `The helper "${name}" is written ${form.usage}.`,
      `Write {{this.${name}}} for a column of that name.`,
    );
  }
  if (unknown !== undefined) {
    return problem(
      unknown.range,
      "template/helper-arguments",
      `The helper "${name}" has no "${unknown.name}".`,
      form.named.length === 0 ? `It is written ${form.usage}.` : advise(unknown.name, form.named, "parameter"),
    );
  }
  const [first] = call.parameters;
  if (name === "role" && first !== undefined && first.kind !== "literal") {
    return problem(
      first.range,
      "template/invalid-role",
      "A role cannot come from a value: a row must never decide who speaks.",
      `Write it out: ${form.usage}.`,
    );
  }
  if (name === "role" && first?.kind === "literal" && !isRole(first.value))
    return { kind: "problem", range: first.range, finding: describeRole(first.value) };
  return { kind: "helper", name };
}

export function isRole(value: unknown): value is Role {
  return roleNames.some((role) => role === value);
}

/** A role is a literal: what stands without quotes is something else. */
const quoted: Spellings = (role) => [null, ...literalSpellings(role)];

/** What to say about a value that is no role. */
function describeRole(value: unknown): Finding {
  const written = typeof value === "string" ? `"${value}"` : String(value);
  return {
    code: "template/invalid-role",
    message: `${typeof value === "object" && value !== null ? "A list or object" : written} is not a role.`,
    ...(value === "assistant"
      ? { hint: 'Did you mean "model"?', correction: { word: value, meant: "model", spellings: quoted } }
      : advise(String(value), roleNames, "role", { spellings: quoted })),
  };
}

/** What Handlebars takes as nothing in `if`, `unless` and `with`: all falsy values but 0, and empty lists. */
export function isEmpty(value: unknown): boolean {
  return Array.isArray(value) ? value.length === 0 : !value && value !== 0;
}
