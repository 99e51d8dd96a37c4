// The YAML at the head of a template: model, parameters, inputs, tools and our dotted extras, each key with its place.
import * as z from "zod";
import type { RowValue } from "../domain/collection.ts";
import type { Diagnostic, Parsed, Range } from "../domain/diagnostic.ts";
import { outputSchema, parametersSchema, type ModelParameters, type OutputFormat } from "../domain/model-config.ts";
import { readYaml, type YamlPath, type YamlValue } from "../domain/read-yaml.ts";
import type { SourceText } from "../domain/source-text.ts";
import { toolSchema, type ToolDefinition } from "../domain/tool.ts";
import { displayPath, validate } from "../domain/validate.ts";
import { expandPicoschema, isJsonSchema, readPicoschemaKey, type JsonSchema } from "./picoschema.ts";

const parameters = parametersSchema.shape;

/** Genkit's spellings of our parameter names. */
const genkitNames = { maxOutputTokens: "max_tokens", topP: "top_p", stopSequences: "stop" } as const;

const schemaSchema = z.unknown().describe("Picoschema or JSON Schema.");

/** The keys of a template's front matter; keys with a dot that are not ours are left alone and never get here. */
export const frontMatterSchema = z.strictObject({
  name: z.string().optional().describe("Name for people."),
  description: z.string().optional().describe("What the template is for."),
  model: z.string().min(1).optional().describe("A path ending in .model.yaml, or provider/model."),
  config: parametersSchema
    .extend({ maxOutputTokens: parameters.max_tokens, topP: parameters.top_p, stopSequences: parameters.stop })
    .optional()
    .describe("Parameters of the model; counts only with a model in this file."),
  input: z
    .strictObject({
      schema: schemaSchema.optional(),
      default: z.record(z.string(), z.unknown()).optional().describe("Values for columns that a row does not have."),
    })
    .optional(),
  output: z.strictObject({ format: outputSchema.shape.format, schema: schemaSchema.optional() }).optional(),
  tools: z
    .array(z.union([z.string(), toolSchema]))
    .optional()
    .describe("Tools the model may ask for; one that is only named is not sent."),
  variant: z.string().optional().describe("For other dotprompt tools."),
  version: z.union([z.string(), z.number()]).optional().describe("For other dotprompt tools."),
  "touchstone.collection": z.string().min(1).optional().describe("The collection to try this template with, relative to this file."),
  "touchstone.criteria": z.string().min(1).optional().describe("The criterion set to rate its responses with, relative to this file."),
});

/** A field of the declared input. */
export interface DeclaredInput {
  readonly name: string;
  readonly isOptional: boolean;
  /** Where it is declared. */
  readonly range: Range;
}

export interface FrontMatter {
  readonly name: string | null;
  readonly description: string | null;
  readonly model: string | null;
  readonly config: ModelParameters;
  /** The declared input as JSON Schema. */
  readonly inputSchema: JsonSchema | null;
  /** The fields of the declared input, in the order written. */
  readonly inputs: readonly DeclaredInput[];
  readonly defaults: Readonly<Record<string, RowValue>>;
  readonly output: OutputFormat | null;
  readonly tools: readonly ToolDefinition[];
  /** As written, relative to the template. */
  readonly collection: string | null;
  /** As written, relative to the template. */
  readonly criteria: string | null;
  /** Where the value at a path of keys stands, or the nearest thing around it that is written down. */
  rangeOf(...path: YamlPath): Range;
}

/** What a template without front matter declares: nothing. */
export function emptyFrontMatter(): FrontMatter {
  return {
    name: null,
    description: null,
    model: null,
    config: {},
    inputSchema: null,
    inputs: [],
    defaults: Object.create(null) as Record<string, RowValue>,
    output: null,
    tools: [],
    collection: null,
    criteria: null,
    rangeOf: () => ({ start: 0, end: 0 }),
  };
}

/** Reads the YAML between the fences; with any error the value is that of a template without front matter. */
export function readFrontMatter(source: SourceText, range: Range): Parsed<FrontMatter> {
  const yaml = readYaml(source, range);
  if (yaml.value === null) return { value: emptyFrontMatter(), diagnostics: yaml.diagnostics };
  if (yaml.value.value === null) return { value: emptyFrontMatter(), diagnostics: [] };
  const extras = setExtrasApart(source, yaml.value);
  const checked = validate(source, extras.value, frontMatterSchema, "template");
  if (checked.value === null) return { value: emptyFrontMatter(), diagnostics: [...extras.diagnostics, ...checked.diagnostics] };
  const interpreted = interpret(source, yaml.value, checked.value);
  return { value: interpreted.value, diagnostics: [...extras.diagnostics, ...interpreted.diagnostics] };
}

/** Removes what is not for us to judge (foreign dotted keys) and what deserves a better word than "unknown key". */
function setExtrasApart(source: SourceText, yaml: YamlValue): Parsed<YamlValue> {
  const { value } = yaml;
  if (typeof value !== "object" || value === null || Array.isArray(value)) return { value: yaml, diagnostics: [] };
  const entries = Object.entries(value as Readonly<Record<string, unknown>>);
  const nested = entries.filter(([key]) => key === "touchstone");
  const diagnostics = nested.map(([key, inner]) => {
    const [first = "collection"] = typeof inner === "object" && inner !== null ? Object.keys(inner) : [];
    return source.diagnose(yaml.keyRangeOf([key]), {
      code: "template/nested-extras",
      message: `Keys under "touchstone:" are not read; other dotprompt tools would not keep them either.`,
      hint: `Write "touchstone.${first}: …" on one line.`,
    });
  });
  const kept = entries.filter(([key]) => key !== "touchstone" && (!key.includes(".") || key.startsWith("touchstone.")));
  return { value: { ...yaml, value: Object.fromEntries(kept) }, diagnostics };
}

function interpret(source: SourceText, yaml: YamlValue, value: z.output<typeof frontMatterSchema>): Parsed<FrontMatter> {
  const diagnostics: Diagnostic[] = [];
  const schemaAt = (path: YamlPath, written: unknown): JsonSchema | null => {
    const expansion = expandPicoschema(written);
    if ("schema" in expansion) return expansion.schema;
    const place = [...path, ...expansion.problem.path];
    diagnostics.push(
      source.diagnose(yaml.rangeOf(place), {
        code: "template/invalid-schema",
        message: `${displayPath(place)}: ${expansion.problem.message}`,
        hint: "See the Picoschema part of the dotprompt specification.",
      }),
    );
    return null;
  };
  const inputSchema = schemaAt(["input", "schema"], value.input?.schema);
  const answerSchema = schemaAt(["output", "schema"], value.output?.schema);
  const config = readConfig(source, yaml, value.config ?? {}, diagnostics);
  const tools = readTools(source, yaml, value.tools ?? [], diagnostics);
  const frontMatter: FrontMatter = {
    name: value.name ?? null,
    description: value.description ?? null,
    model: value.model ?? null,
    config,
    inputSchema,
    inputs: inputSchema === null ? [] : declaredInputs(inputSchema, value.input?.schema, yaml),
    defaults: Object.assign(Object.create(null) as Record<string, RowValue>, value.input?.default),
    output:
      value.output === undefined
        ? null
        : {
            ...(value.output.format === undefined ? {} : { format: value.output.format }),
            ...(answerSchema === null ? {} : { schema: { ...answerSchema } }),
          },
    tools,
    collection: value["touchstone.collection"] ?? null,
    criteria: value["touchstone.criteria"] ?? null,
    rangeOf: (...path) => yaml.rangeOf(path),
  };
  return { value: frontMatter, diagnostics };
}

function readConfig(
  source: SourceText,
  yaml: YamlValue,
  written: z.output<NonNullable<typeof frontMatterSchema.shape.config>> & object,
  diagnostics: Diagnostic[],
): ModelParameters {
  const { maxOutputTokens, topP, stopSequences, ...own } = written;
  const mapped = { max_tokens: maxOutputTokens, top_p: topP, stop: stopSequences };
  for (const [spelling, name] of Object.entries(genkitNames)) {
    if (mapped[name] === undefined || own[name] === undefined) continue;
    diagnostics.push(
      source.diagnose(yaml.keyRangeOf(["config", spelling]), {
        code: "template/duplicate-parameter",
        message: `"${spelling}" and "${name}" are the same parameter.`,
        hint: "Keep one of them.",
      }),
    );
  }
  return { ...withoutUndefined(mapped), ...own };
}

function withoutUndefined<Value extends object>(value: Value): { [Key in keyof Value]?: NonNullable<Value[Key]> } {
  return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined)) as {
    [Key in keyof Value]?: NonNullable<Value[Key]>;
  };
}

function readTools(
  source: SourceText,
  yaml: YamlValue,
  written: readonly (string | ToolDefinition)[],
  diagnostics: Diagnostic[],
): ToolDefinition[] {
  return written.flatMap((tool, index) => {
    if (typeof tool !== "string") return [tool];
    diagnostics.push(
      source.diagnose(yaml.rangeOf(["tools", index]), {
        severity: "warning",
        code: "template/named-tool",
        message: `The tool "${tool}" is only named here and is not sent to the model.`,
        hint: "Write it out with name, description and input, or define it in the model config.",
      }),
    );
    return [];
  });
}

function declaredInputs(schema: JsonSchema, written: unknown, yaml: YamlValue): DeclaredInput[] {
  const properties = schema["properties"];
  if (typeof properties !== "object" || properties === null) return [];
  const required: readonly unknown[] = Array.isArray(schema["required"]) ? schema["required"] : [];
  const isExpanded = !isJsonSchema(written);
  const keys = isExpanded && typeof written === "object" && written !== null ? Object.keys(written) : [];
  // Of two keys with one name the first counts.
  const keyOf = new Map(keys.toReversed().map((key) => [readPicoschemaKey(key).name, key]));
  return Object.keys(properties).map((name) => {
    const path = isExpanded ? [keyOf.get(name) ?? name] : ["properties", name];
    return { name, isOptional: !required.includes(name), range: yaml.keyRangeOf(["input", "schema", ...path]) };
  });
}
