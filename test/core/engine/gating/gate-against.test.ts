// A gate against an earlier commit: what is worse fails and is named, what is equal passes without a call, what cannot be told is said so, and all of it can be made again from what the run pinned.
import assert from "node:assert/strict";
import { changedInputs } from "../../../../src/core/engine/changed-inputs.ts";
import { inputsOfRun, planAgain } from "../../../../src/core/engine/planning/stored-plan.ts";
import { resumeRun } from "../../../../src/core/engine/running/resume-run.ts";
import { pinnedFiles } from "../../../../src/core/store/objects.ts";
import { readRun } from "../../../../src/core/store/run-store.ts";
import { memoryFiles } from "../../../support/memory-files.ts";
import { createMemoryStorage } from "../../../support/memory-storage.ts";
import { noEndpoints, rejectionOf, responsesIn, startsIn } from "../engine-fixtures.ts";
import { hostOf } from "../run-fixtures.ts";
import { experimentWith, judged, makeGate, planned, project } from "./gate-desk.ts";

const quick = { "prompts/ask.prompt": "Answer quickly: {{id}}" };
const soon = { "prompts/ask.prompt": "Answer soon: {{id}}" };

describe("a gate against a commit", () => {
  it("fails a template that got worse, and names the rows that only the base passed", async () => {
    const { exit, gates, regressed, manifest } = await makeGate({ head: quick });
    assert.deepEqual([exit, gates.verdict], [1, "fail"]);
    assert.deepEqual(regressed, ["r00", "r01", "r02", "r03", "r04", "r05", "r06", "r07", "r08", "r09"]);
    assert.deepEqual(
      [manifest.variants.map(({ id, from, template }) => [id, from, template]), manifest.against],
      [
        [
          ["base", null, "@base/prompts/ask.prompt"],
          ["head", "base", "prompts/ask.prompt"],
        ],
        { ref: "main", commit: "c".repeat(40), areGatesEdited: false, identicalRequests: 0 },
      ],
    );
  });

  it("passes an equal state without a call", async () => {
    const { exit, gates, events, manifest } = await makeGate();
    const [ruling] = gates.rulings;
    assert.deepEqual([exit, ruling?.verdict, ruling?.sentence], [0, "pass", "Nothing changed: 40 of 40 requests are identical."]);
    assert.deepEqual([startsIn(events), responsesIn(events), manifest.samples, manifest.collection.rows], [[], [], 0, 40]);
  });

  it("asks of an equal state only the head, and only for rules about it alone", async () => {
    const gates =
      "- {metric: pass_rate, no_worse_than: 0.05}\n  - {metric: pass_rate, at_least: 0.9}\n  - {metric: tokens, no_more_than: '+10%'}";
    const files = { "test.experiment.yaml": experimentWith(gates), ...quick };
    const made = await makeGate({ head: files, base: files });
    assert.deepEqual([made.exit, made.gates.rulings.map(({ verdict }) => verdict)], [1, ["pass", "fail", "pass"]]);
    assert.deepEqual([...new Set(responsesIn(made.events).map(({ variant }) => variant))], ["head"]);
    assert.equal(responsesIn(made.events).length, 40);
  });

  it("does not pass an equal state by a rule of no row", async () => {
    const files = { "test.experiment.yaml": experimentWith("- {metric: pass_rate, no_worse_than: 0.05, rows: {filter: {kind: [must]}}}") };
    const rows = { "rows.csv": (project["rows.csv"] ?? "").replaceAll("must", "may").replace("r00,may", "r00,must") };
    const one = await makeGate({ head: { ...files, ...rows }, base: { ...files, ...rows } });
    const { manifest } = one;
    const emptied = { ...manifest, experiment: { ...manifest.experiment, gateRows: [] } };
    assert.deepEqual([one.exit, judged({ ...one.outcome, manifest: emptied }).exit], [0, 1]);
  });

  it("does not pass a head alone of which some request was another one", async () => {
    const { manifest, outcome } = await makeGate();
    const against = { ref: "main", commit: "c", areGatesEdited: false, identicalRequests: 39 };
    assert.equal(judged({ ...outcome, manifest: { ...manifest, against } }).gates.rulings[0]?.verdict, "inconclusive");
  });

  it("is inconclusive where one row of forty is lost, and ends as the experiment says", async () => {
    const made = await makeGate({ head: soon });
    const [ruling] = made.gates.rulings;
    assert.match(ruling?.sentence ?? "", /^Not shown to be safe, not shown to be worse: .* About \d+ rows would settle it\.$/);
    assert.deepEqual([made.exit, ruling?.verdict, made.regressed], [2, "inconclusive", ["r00"]]);
    const exits = [];
    for (const word of ["neutral", "fail", "pass"]) {
      const own = { "test.experiment.yaml": experimentWith("- {metric: pass_rate, no_worse_than: 0.05}", `on_inconclusive: ${word}\n`) };
      const { exit, gates } = await makeGate({ head: { ...soon, ...own } });
      exits.push([exit, gates.verdict]);
    }
    assert.deepEqual(exits, [
      [2, "inconclusive"],
      [1, "inconclusive"],
      [0, "inconclusive"],
    ]);
  });

  it("takes model, partials and defaults of each state, and rows and criteria of the head", async () => {
    const asked = { "prompts/ask.prompt": "{{> how}}: {{id}}", "prompts/_how.prompt": "Answer carefully" };
    const experiment = (project["test.experiment.yaml"] ?? "").replace("model: writer.model.yaml\n", "");
    const head = { ...asked, "test.experiment.yaml": experiment, "touchstone.yaml": "format: 1\ndefaults: {model: writer.model.yaml}\n" };
    const base = { ...head, "prompts/_how.prompt": "Answer quickly", "rows.csv": "other\n1\n", "test.criteria.yaml": "criteria: []\n" };
    const partial = await makeGate({ head, base });
    const other = "provider: simulated\nmodel: other\nrules:\n  - {when: '.', replies: [{text: 'never'}]}\n";
    const model = await makeGate({ head, base: { ...head, "writer.model.yaml": other } });
    const rates = ({ summary }: typeof partial): unknown => summary.variants.map(({ name, passed, samples }) => [name, passed, samples]);
    assert.deepEqual(
      [rates(partial), rates(model)],
      [
        [
          ["base", 30, 40],
          ["head", 40, 40],
        ],
        [
          ["base", 0, 40],
          ["head", 40, 40],
        ],
      ],
    );
  });

  it("counts the identical requests among others", async () => {
    const some = { "prompts/ask.prompt": 'Answer carefully: {{id}}{{#ifEquals kind "may"}}!{{/ifEquals}}' };
    const { manifest } = await makeGate({ head: some });
    assert.deepEqual([manifest.against?.identicalRequests, manifest.samples], [24, 80]);
  });

  it("says that the gates were edited in the same change, and only then", async () => {
    const laxer = { "test.experiment.yaml": experimentWith("- {metric: pass_rate, no_worse_than: 0.5}") };
    const plan = { "test.experiment.yaml": `${project["test.experiment.yaml"] ?? ""}plan: {margin: 0.2}\n` };
    const named = { "test.experiment.yaml": `name: Another name\n${project["test.experiment.yaml"] ?? ""}` };
    const flags = [];
    for (const head of [laxer, plan, named]) flags.push((await makeGate({ head: { ...quick, ...head } })).manifest.against?.areGatesEdited);
    const { summary } = await makeGate({ head: { ...quick, ...laxer } });
    assert.deepEqual(flags, [true, true, false]);
    assert.match(summary.warnings.join("\n"), /^The gates or the plan were edited in the same change as the prompt/m);
  });

  it("can be planned, resumed and shown from what it pinned, and its base is no changed input", async () => {
    const storage = createMemoryStorage();
    const { manifest } = await makeGate({ head: quick, storage });
    const plan = await planAgain(manifest, {}, { endpoints: noEndpoints, storage });
    const { rows } = await inputsOfRun(manifest, pinnedFiles(storage, manifest.files));
    const changed = await changedInputs(manifest, memoryFiles({ ...project, ...quick }));
    assert.deepEqual([plan.hash, plan.setup.against, rows.length, changed], [manifest.planHash, manifest.against, 40, []]);
  });

  it("that was stopped goes on against the same base, whatever the files say by then", async () => {
    const storage = createMemoryStorage();
    const abort = new AbortController();
    const onEvent = (): void => abort.abort(new Error("cancelled"));
    const stopped = await makeGate({ head: quick, storage, watch: { signal: abort.signal, onEvent }, options: { concurrency: 1 } });
    const resumed = await resumeRun(stopped.manifest.runId, {}, hostOf(storage, { newId: () => "second" }), {
      signal: new AbortController().signal,
    });
    const { exit, regressed, record } = judged(resumed);
    assert.deepEqual([stopped.exit, exit, regressed.length, record.samples.size], [130, 1, 10, 80]);
  });

  it("that needed no call can be resumed without one", async () => {
    const storage = createMemoryStorage();
    const { manifest } = await makeGate({ storage });
    const { outcome, exit } = judged(await resumeRun(manifest.runId, {}, hostOf(storage), { signal: new AbortController().signal }));
    const stored = await readRun(storage, manifest.runId);
    assert.deepEqual([exit, outcome.record.calls.generation, stored.record.state], [0, 0, "done"]);
  });
});

describe("a gate that cannot be decided", () => {
  const cases: [string, Parameters<typeof planned>[0], RegExp][] = [
    [
      "an experiment that the commit does not have",
      { absent: ["test.experiment.yaml"] },
      /^At main: test\.experiment\.yaml is not there, so there is nothing to compare/,
    ],
    [
      "a template that the commit does not have",
      { absent: ["prompts/ask.prompt"] },
      /^At main: There is no template at "prompts\/ask\.prompt"/,
    ],
    ["a template that the commit has broken", { base: { "prompts/ask.prompt": "{{#if x}}" } }, /^At main: /],
    ["a base that asks for a column the rows no longer have", { base: { "prompts/ask.prompt": "{{topic}}" } }, /^At main: .*topic/],
    [
      "an experiment without gates",
      { head: { "test.experiment.yaml": experimentWith("").replace(/gates:\s+/, "") } },
      /has no gates, so nothing can be decided/,
    ],
    ["nothing to compare with", { base: null }, /has no variants, so its gates have nothing to compare/],
    ["some of the rows", { options: { rows: { kind: "first", count: 3 } } }, /never by some of them/],
    ["some of the values", { options: { filter: { kind: ["must"] } } }, /never by some of them/],
    ["a shard", { options: { shard: { index: 1, count: 2 } } }, /never by some of them/],
    ["batches", { options: { batch: { judge: "live" } } }, /not decided in batches/],
    [
      "no cap",
      { head: { "writer.model.yaml": "provider: openai\nmodel: gpt-5-mini\n" } },
      /Nothing caps what this gate may spend at openai\/gpt-5-mini/,
    ],
  ];
  for (const [title, wish, said] of cases)
    it(`ends before its first call: ${title}`, async () => {
      const error = await rejectionOf(planned(wish));
      assert.match(error instanceof Error ? error.message : "", said);
    });

  it("is begun under a cap, of money or of calls", async () => {
    const head = { "writer.model.yaml": "provider: openai\nmodel: gpt-5-mini\nparameters: {max_tokens: 10}\n" };
    for (const options of [{ maxCostUsd: 1 }, { maxCalls: 100 }]) assert.equal((await planned({ head, options })).plan.arms.length, 2);
  });

  it("says of an experiment without variants that nothing is compared", async () => {
    const gates = "- {metric: pass_rate, at_least: 0.9}\n  - {metric: pass_rate, no_worse_than: 0.05}";
    const { warnings } = await planned({ base: null, head: { "test.experiment.yaml": experimentWith(gates) } });
    assert.deepEqual(warnings, [
      "test.experiment.yaml has no variants, so nothing is compared: name a commit with --base for that. One of its gates compares and stays inconclusive.",
    ]);
  });

  it("is incomplete where the provider cannot be reached, never inconclusive", async () => {
    const head = {
      "writer.model.yaml": "provider: openai\nmodel: gpt-5-mini\nparameters: {max_tokens: 10}\n",
      "test.experiment.yaml": experimentWith("- {metric: pass_rate, no_worse_than: 0.05}", "on_inconclusive: pass\n"),
    };
    const host = {
      key: () => "sk",
      endpoints: new Map([["openai", "http://model.test/v1"]]),
      fetch: () => Promise.reject(new TypeError("fetch failed")),
    };
    const { exit, gates } = await makeGate({ head, host, options: { maxCalls: 500 } });
    assert.deepEqual([exit, gates.verdict], [3, "incomplete"]);
  });

  it("asks both arms anew where a rule is about latency, and says so", async () => {
    const { plan, notes } = await planned({
      head: { ...quick, "test.experiment.yaml": experimentWith("- {metric: latency_p50, no_more_than: '+400ms'}") },
    });
    assert.equal(plan.options.isFresh, true);
    assert.deepEqual(notes, [
      "Against main (cccccccccccc): 0 of 40 requests are identical.",
      "A rule about latency needs answers that are timed now: nothing is taken from the cache, in any arm.",
    ]);
  });

  it("says before it begins how often an equal prompt would pass", async () => {
    const { notes } = await planned({ head: quick });
    assert.deepEqual(notes.slice(1), [
      "At 40 rows an equal prompt passes pass_rate no_worse_than 0.05 26% of the time; 433 rows would make it 95%.",
    ]);
  });
});
