// Whole values of the domain for tests: every factory takes what a test cares about and fills in the rest.
import { hashValue, type Hash } from "../../src/core/base/hash.ts";
import type { Collection, Column, Row } from "../../src/core/domain/collection.ts";
import type { Completion } from "../../src/core/domain/completion.ts";
import type { Criterion, CriterionSet } from "../../src/core/domain/criterion-set.ts";
import type { ModelConfig } from "../../src/core/domain/model-config.ts";
import { timeoutsSchema } from "../../src/core/domain/project.ts";
import type { ManifestCriterion, RunManifest } from "../../src/core/domain/run-manifest.ts";
import { createSourceText } from "../../src/core/domain/source-text.ts";
import { requestShape } from "../../src/core/documents/configuration.ts";
import { baselineName, type Arm, type Setup } from "../../src/core/documents/setup.ts";
import type { ExportInput } from "../../src/core/report/exporters/exporter.ts";
import { parseTemplate, type Template } from "../../src/core/template/document.ts";

/** A hash that stands for whatever is so called. */
export function hashOf(name: string): Hash {
  return hashValue("touchstone/test/1", name);
}

export function rowOf(id: string, values: Row["values"] = { text: `text of ${id}` }): Row {
  return { id, hash: hashValue("touchstone/row/1", values), line: 1, values };
}

/** Rows `r01`, `r02` and so on. */
export function rowsOf(count: number): Row[] {
  return Array.from({ length: count }, (_, index) => rowOf(`r${String(index + 1).padStart(2, "0")}`));
}

export function columnOf(name: string, changes: Partial<Column> = {}): Column {
  return { name, type: "text", isDeclared: true, role: "input", ...changes };
}

/** What a run over these rows was made from, as exporters ask for it; nobody knows what the rows were sent as. */
export function inputsOf(rows: readonly Row[]): Pick<ExportInput, "rows" | "columns" | "messages" | "lineOf" | "isConfidential"> {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row.values)))];
  const columns = names.map((name) => ({ name, isNumeric: false, isId: false }));
  return { rows, columns, messages: () => null, lineOf: () => 1, isConfidential: false };
}

/** What a door gives exporters beside the run: no texts where they are left out, and a page without a view. */
export const plainExport = {
  hasContent: false,
  readPage: () => Promise.resolve({ script: "/* no view */", style: "/* no style */" }),
} as const;

/** Every column of the rows is a text input unless `columns` says otherwise. */
export function collectionOf(rows: readonly Row[], columns?: readonly Column[]): Collection {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row.values)))];
  const hash = hashValue(
    "touchstone/collection/1",
    rows.map((row) => [row.id, row.hash]),
  );
  return {
    path: "rows.csv",
    kind: "standard",
    version: null,
    isConfidential: false,
    columns: columns ?? names.map((name) => columnOf(name)),
    rows,
    hash,
  };
}

export function templateOf(text = "Answer: {{text}}", file = "answer.prompt"): Template {
  return parseTemplate(createSourceText(file, text));
}

/** A simulated model that answers in at most 100 tokens. */
export function modelOf(changes: Partial<ModelConfig> = {}): ModelConfig {
  return {
    provider: "simulated",
    model: "test-1",
    parameters: { max_tokens: 100 },
    endpoint: null,
    output: null,
    tools: [],
    price: null,
    settings: {},
    ...changes,
  };
}

export function armOf(name: string = baselineName, changes: Partial<Arm> = {}): Arm {
  const template = changes.template ?? templateOf();
  const {
    model = modelOf(),
    system = null,
    templateHash = hashValue("touchstone/template/1", { text: template.source.text, partials: {} }),
  } = changes;
  const configHash = hashValue("touchstone/config/1", {
    template: templateHash,
    system: system?.source.text ?? null,
    model: requestShape(model),
  });
  return {
    name,
    from: name === baselineName ? null : baselineName,
    template,
    templateHash,
    partials: () => null,
    dialogue: null,
    system,
    model,
    configHash,
    axes: [],
    ...changes,
  };
}

/** A check that the response contains `yes`. */
export function criterionOf(id: string, changes: Partial<Criterion> = {}): Criterion {
  const criterion = {
    id,
    name: null,
    severity: "hard",
    weight: 1,
    scorer: "contains",
    isNegated: false,
    options: { value: "yes" },
    ...changes,
  } as const;
  return { ...criterion, hash: hashValue("touchstone/criterion/1", criterion) };
}

export function questionOf(id: string, question = `Is it ${id}?`): Criterion {
  return criterionOf(id, { scorer: "judge", options: { question } });
}

export function rubricOf(id: string, threshold = 0.7): Criterion {
  return criterionOf(id, { scorer: "rubric", options: { question: `How ${id} is it?`, threshold } });
}

export function criterionSetOf(...criteria: readonly Criterion[]): CriterionSet {
  return {
    path: "test.criteria.yaml",
    name: null,
    judge: null,
    evaluators: [],
    judgeVersion: criteria.some(({ scorer }) => scorer === "rubric") ? 2 : 1,
    threshold: null,
    criteria,
    hash: hashValue(
      "touchstone/criteria/1",
      criteria.map((criterion) => criterion.hash),
    ),
  };
}

/** One baseline over two rows, rated by one check. */
export function setupOf(changes: Partial<Setup> = {}): Setup {
  return {
    path: "test.experiment.yaml",
    name: "test",
    hash: hashOf("experiment"),
    collection: collectionOf(rowsOf(2)),
    arms: [armOf()],
    criteria: criterionSetOf(criterionOf("says-yes")),
    judge: null,
    rating: { mode: "detailed", grouping: "together" },
    epochs: 1,
    reduce: "mean",
    rows: {},
    plan: { primary: "pass_rate", margin: 0.05, alpha: 0.05 },
    gates: [],
    defaults: {},
    timeouts: timeoutsSchema.parse({}),
    files: new Map(),
    ...changes,
  };
}

export function judgeOf(model: ModelConfig = modelOf({ model: "judge-1" })): NonNullable<Setup["judge"]> {
  return { model, configHash: hashValue("touchstone/config/1", { model: requestShape(model) }) };
}

export function completionOf(text: string, changes: Partial<Completion> = {}): Completion {
  return {
    text,
    toolCalls: [],
    finish: { unified: "stop", raw: "stop" },
    usage: { input: 10, output: 5, cacheRead: 0, cacheWrite: 0, reasoning: 0, estimated: false },
    model: "test-1",
    id: "answer-1",
    requestId: "request-1",
    systemFingerprint: null,
    serviceTier: null,
    status: 200,
    times: { firstByteMs: 20, totalMs: 100 },
    ...changes,
  };
}

export function manifestCriterionOf(id: string, changes: Partial<ManifestCriterion> = {}): ManifestCriterion {
  return { id, name: null, kind: "contains", severity: "hard", weight: 1, hash: hashOf(id), ...changes };
}

/** A run of the arms named, rated by the criterion `c1`. */
export function manifestOf(variants: readonly string[] = [baselineName], changes: Partial<RunManifest> = {}): RunManifest {
  return {
    schema: "touchstone.run/1.1",
    runId: "019b7777-0000-7000-8000-000000000001",
    createdAt: "2026-01-01T00:00:00.000Z",
    purpose: "run",
    tool: { name: "touchstone", version: "0.1.0", surface: "cli", node: "24.0.0", os: "linux-x64" },
    git: null,
    experiment: {
      hash: hashOf("experiment"),
      path: "test.experiment.yaml",
      name: "test",
      plan: { primary: "pass_rate", margin: 0.05, alpha: 0.05 },
      gates: [],
    },
    files: [],
    selection: { variants: null, rows: null, filter: null, epochs: null, ratingMode: null },
    isFresh: false,
    isPartial: false,
    collection: { path: "rows.csv", hash: hashOf("collection"), rows: 2, version: null, rowHashes: hashOf("row hashes") },
    variants: variants.map((id, index) => ({
      id,
      from: index === 0 ? null : baselineName,
      template: "answer.prompt",
      templateHash: hashOf("template"),
      configHash: hashOf(id),
      model: "simulated/test-1",
    })),
    models: [{ id: "simulated/test-1", provider: "simulated", origin: null, requested: "test-1", params: {}, api: null }],
    criteria: { path: "test.criteria.yaml", hash: hashOf("criteria"), threshold: null, items: [manifestCriterionOf("c1")], judge: null },
    rating: { mode: "detailed", grouping: "together" },
    epochs: 1,
    order: { seed: 1, scheme: "shuffle-interleave-v1" },
    prices: { table: "2026-01-01" },
    limits: { maxCostUsd: null, maxCalls: null, concurrency: 10, timeouts: timeoutsSchema.parse({}), maxAttempts: 5 },
    samples: 2,
    planHash: hashOf("plan"),
    isSimulated: false,
    parent: null,
    ...changes,
  };
}
