// What does not belong together is never merged (rule R22, fault F23), and nothing is written before that is known.
import assert from "node:assert/strict";
import type { RunEvent } from "../../../../src/core/domain/run-event.ts";
import type { RunManifest } from "../../../../src/core/domain/run-manifest.ts";
import { hashOf } from "../../../support/factories.ts";
import { createMemoryStorage } from "../../../support/memory-storage.ts";
import { project } from "../run-fixtures.ts";
import { experimentOf, journalsOf, mergeAll, runOn, runShards, tamper, type Contents, type MadeRun } from "./merge-fixtures.ts";

const contents = experimentOf(8, { failures: "{}" });

/** Two shards that belong together. */
async function pair(): Promise<[MadeRun, MadeRun]> {
  const [one, two] = await runShards(contents, 2);
  assert.ok(one !== undefined && two !== undefined);
  return [one, two];
}

async function refuses(runs: readonly MadeRun[], expected: { code: string; message: RegExp; hint?: RegExp }): Promise<void> {
  const storage = createMemoryStorage();
  await assert.rejects(mergeAll(runs, {}, storage), expected);
  assert.deepEqual(storage.operations, []);
}

function replaced(file: string, from: string, to: string): Contents {
  const text = (contents as Record<string, string>)[file] ?? "";
  assert.ok(text.includes(from));
  return { ...contents, [file]: text.replace(from, to) };
}

describe("merging refuses a shard", () => {
  for (const [what, other, options, difference] of [
    ["of another collection", replaced("rows.csv", "text 3", "text three"), {}, "collection"],
    ["of other criteria", replaced("test.criteria.yaml", "value: 'yes'", "value: 'no'"), {}, "criterion set"],
    ["of another judge", replaced("judge.model.yaml", "flip: 0.3", "flip: 0.2"), {}, "judge"],
    ["of another template", replaced("long.prompt", "at length", "at great length"), {}, "set of variants, templates or models"],
    ["of another model", replaced("writer.model.yaml", "model: writer", "model: author"), {}, "set of variants, templates or models"],
    ["of other variants", contents, { variants: [] }, "set of variants, templates or models"],
    [
      "of another experiment",
      { ...contents, "test.experiment.yaml": `${project["test.experiment.yaml"]}plan: {margin: 0.2}\n` },
      {},
      "experiment",
    ],
    ["of another seed", contents, { seed: 2 }, "seed"],
    ["of other rows", contents, { rows: { kind: "first", count: 7 } }, "choice of rows"],
    ["of filtered rows", contents, { filter: { id: ["r1", "r2"] } }, "choice of rows"],
    ["of more epochs", contents, { epochs: 2 }, "number of epochs"],
    ["that was rated in another way", contents, { ratingMode: "fast" }, "way of rating"],
  ] as const) {
    it(what, async () => {
      const [one] = await pair();
      const stranger = await runOn(other, { ...options, shard: { index: 2, count: 2 } });
      const message = `Shard 2/2 (run shard-2) has another ${difference} than shard 1/2 (run shard-1).`;
      await refuses([one, stranger], { code: "merge/incompatible", message: new RegExp(`^${message.replace(/[()]/g, "\\$&")}$`) });
    });
  }

  it("that called another server", async () => {
    const [one, two] = await pair();
    tamper(two, {
      manifest: (manifest) => ({ ...manifest, models: manifest.models.map((model) => ({ ...model, origin: "http://127.0.0.1:1" })) }),
    });
    await refuses([one, two], { code: "merge/incompatible", message: /has another model or server than/ });
  });

  it("of another number of shards", async () => {
    const [one] = await pair();
    const other = await runOn(contents, { shard: { index: 2, count: 3 } });
    await refuses([one, other], {
      code: "merge/incompatible",
      message: /^Shard 2\/3 \(run shard-2\) is one of 3 shards, shard 1\/2 .* one of 2\.$/,
    });
  });

  it("that is there twice, be it by another run", async () => {
    const [one, two] = await pair();
    const again = await runOn(contents, { shard: { index: 2, count: 2 } }, "again");
    await refuses([one, two, two], { code: "merge/incompatible", message: /^Shard 2\/2 is there twice: run shard-2 and run shard-2\.$/ });
    await refuses([one, two, again], { code: "merge/incompatible", message: /^Shard 2\/2 is there twice: run shard-2 and run again\.$/ });
  });

  it("that planned other samples than its inputs give", async () => {
    const [one, two] = await pair();
    tamper(two, { manifest: (manifest) => ({ ...manifest, planHash: hashOf("another plan") }) });
    await refuses([one, two], { code: "merge/incompatible", message: /^Shard 2\/2 .* planned other samples than its inputs give\.$/ });
  });

  it("whose manifest says other things than its inputs", async () => {
    const [one, two] = await pair();
    for (const run of [one, two])
      tamper(run, { manifest: (manifest) => ({ ...manifest, criteria: { ...manifest.criteria, hash: hashOf("kinder") } }) });
    await refuses([one, two], { code: "merge/incompatible", message: /^Shard 1\/2 .* says another criterion set than its inputs give\.$/ });
  });

  it("that is not finished", async () => {
    const [one] = await pair();
    const stopped = await runOn(contents, { shard: { index: 2, count: 2 }, maxCalls: 3 });
    await refuses([one, stopped], {
      code: "merge/incompatible",
      message: /^Shard 2\/2 \(run shard-2\) is unfinished: \d+ of \d+ samples are missing\.$/,
      hint: /`touchstone resume shard-2`.*--allow-partial/,
    });
  });

  it("that is not finished although it has as many samples, some of them another's", async () => {
    const [one, two] = await pair();
    const isOf = (sample: string) => (event: RunEvent) => "sample" in event && event.sample === sample;
    const samples: string[] = [];
    for (const run of [one, two])
      tamper(run, {
        events: (events) => (samples.push(...events.flatMap((event) => (event.k === "response" ? event.sample : [])).slice(0, 1)), events),
      });
    const [theirs = "", own = ""] = samples;
    const strays: RunEvent[] = [];
    tamper(one, { events: (events) => (strays.push(...events.filter(isOf(theirs))), events) });
    tamper(two, { events: (events) => [...events.slice(0, -1).filter((event) => !isOf(own)(event)), ...strays, ...events.slice(-1)] });
    await refuses([one, two], { code: "merge/incompatible", message: /^Shard 2\/2 .* is unfinished: 1 of / });
  });

  it("whose last line is missing, or says it is done when it is not", async () => {
    const [one, two] = await pair();
    tamper(two, { events: (events) => events.slice(0, -1) });
    await refuses([one, two], { code: "merge/incompatible", message: /^Shard 2\/2 .* has not been ended\.$/ });
    const [three, four] = await pair();
    tamper(four, { events: (events) => events.filter((event) => event.k !== "rating" || event.criterion !== "brief") });
    await refuses([three, four], { code: "merge/incompatible", message: /^Shard 2\/2 .* is unfinished: / });
  });

  it("that says something else of a sample than another one", async () => {
    const [one, two] = await pair();
    const strays: RunEvent[] = [];
    tamper(two, { events: (events) => (strays.push(...events.filter(({ k }) => k === "response" || k === "rating")), events) });
    const turned = strays.map((event) => (event.k === "rating" ? { ...event, label: "fail", value: 0 } : event));
    tamper(one, { events: (events) => [...events.slice(0, -1), ...turned, ...events.slice(-1)] });
    await refuses([one, two], {
      code: "merge/incompatible",
      message:
        /^Shard 1\/2 \(run shard-1\) and shard 2\/2 \(run shard-2\) have different results of one sample: row r\d, (baseline|short), epoch 1\.$/,
    });
  });
});

describe("merging refuses", () => {
  it("a run that is no shard", async () => {
    const [one] = await pair();
    await refuses([one, await runOn(contents)], { code: "merge/incompatible", message: /^Run whole is no shard/ });
  });

  it("a run that was merged already", async () => {
    const [one, two] = await pair();
    await refuses([await mergeAll([one, two]), two], { code: "merge/incompatible", message: /^Run merged is no shard/ });
  });

  it("a run in batches, and a shard whose journal tells of batches", async () => {
    const [one, two] = await pair();
    tamper(two, { manifest: (manifest) => ({ ...manifest, batch: { judge: "batch" } }) });
    await refuses([one, two], { code: "merge/incompatible", message: /^Run shard-2 was run in batches: such runs cannot be merged\.$/ });
    const token = "0".repeat(32);
    for (const change of [
      (events: RunEvent[]) => [...events, { k: "batch", step: "void", token, id: null, t: "2026-01-01T00:00:00.000Z" }],
      (events: RunEvent[]) => events.map((event) => (event.k === "start" ? { ...event, batch: token } : event)),
    ]) {
      const [three, four] = await pair();
      tamper(four, { events: change });
      await refuses([three, four], { code: "run/invalid", message: /tells of batches, and the shard has none\.$/ });
    }
  });

  it("fewer shards than there are, and names the first ones that are missing", async () => {
    const one = await runOn(contents, { shard: { index: 1, count: 20 } });
    await refuses([one], {
      code: "merge/incompatible",
      message: /^Shards 2\/20, 3\/20, 4\/20, 5\/20, 6\/20, 7\/20, 8\/20, 9\/20, 10\/20, 11\/20 and 9 more are missing\.$/,
      hint: /--allow-partial/,
    });
    const [, two] = await pair();
    await refuses([two], { code: "merge/incompatible", message: /^Shard 1\/2 is missing\.$/ });
  });

  it("a run of another major format, or one without a manifest", async () => {
    const [one, two] = await pair();
    tamper(two, { manifest: (manifest) => ({ ...manifest, schema: "touchstone.run/2.0" }) });
    await refuses([one, two], { code: "run/invalid", message: /its format touchstone\.run\/2\.0 is newer than this version writes/ });
    await refuses([one, { ...two, runId: "gone" }], { code: "run/invalid", message: /its manifest is missing/ });
  });

  it("journals that are damaged, of kinds it does not know, or of another run", async () => {
    for (const [message, change] of [
      [/:3: the checksum does not match\.$/, (text: string) => text.replace(/^((?:.*\n){2}.*)"attempt":1/, '$1"attempt":2')],
      [/of a kind that this version does not know/, null],
    ] as const) {
      const [one, two] = await pair();
      const [journal = ""] = journalsOf(two);
      if (change === null) tamper(two, { events: (events) => [...events, { k: "verdict" }] });
      else {
        const text = new TextDecoder().decode(two.storage.files.get(journal));
        assert.notEqual(change(text), text);
        two.storage.files.set(journal, new TextEncoder().encode(change(text)));
      }
      await refuses([one, two], { code: "run/invalid", message });
    }
    const [one, two] = await pair();
    tamper(two, { events: (events) => events.map((event) => (event.k === "open" ? { ...event, manifest: hashOf("another") } : event)) });
    await refuses([one, two], { code: "run/invalid", message: /belongs to another manifest/ });
  });

  it("inputs that were altered", async () => {
    const [one, two] = await pair();
    for (const { storage } of [one, two])
      for (const path of storage.files.keys())
        if (path.startsWith("objects/")) storage.files.set(path, new TextEncoder().encode("yes: {{text}}"));
    await refuses([one, two], { code: "run/invalid", message: /pinned is missing or damaged: objects\// });
  });
});

describe("merging takes a record from elsewhere for data only: it refuses", () => {
  const hostile: readonly [string, (manifest: RunManifest) => unknown, RegExp][] = [
    ["an id that is a path", (manifest) => ({ ...manifest, runId: "../../escaped" }), /runId must be the id of a run/],
    [
      "an input outside its project",
      (manifest) => ({ ...manifest, files: [{ path: "../../.ssh/id", sha256: hashOf("x") }] }),
      /files\[\d\]\.path must be a path inside the project/,
    ],
    [
      "an absolute input",
      (manifest) => ({ ...manifest, files: [{ path: "/etc/passwd", sha256: hashOf("x") }] }),
      /files\[\d\]\.path must be a path inside the project/,
    ],
    [
      "a hash that is a path",
      (manifest) => ({ ...manifest, files: [{ path: "a.csv", sha256: "sha256:../../../x" }] }),
      /files\[\d\]\.sha256 must be sha256/,
    ],
    [
      "an experiment elsewhere",
      (manifest) => ({ ...manifest, experiment: { ...manifest.experiment, path: "C:\\x" } }),
      /experiment\.path must be a path inside the project/,
    ],
    ["a manifest of one field", ({ schema }) => ({ schema }), /runId is missing/],
    [
      "a shard out of range",
      (manifest) => ({ ...manifest, selection: { ...manifest.selection, shard: { index: 3, count: 2 } } }),
      /selection\.shard must be one of its parts/,
    ],
    ["a number that is none", (manifest) => ({ ...manifest, order: { ...manifest.order, seed: "1" } }), /order\.seed must be a number/],
  ];
  for (const [what, manifest, message] of hostile) {
    it(what, async () => {
      const [one, two] = await pair();
      tamper(two, { manifest });
      await refuses([one, two], { code: "run/invalid", message });
    });
  }

  for (const [what, change, message] of [
    ["an answer that is no text", { output: { text: 7 } }, /not shaped as a response line/],
    ["an answer without facts", { provider: null }, /not shaped as a response line/],
    ["a price that is no number", { cost: { usd: "0", source: "table", cached: false } }, /not shaped as a response line/],
    ["a sample that nobody planned", { sample: hashOf("unplanned") }, /tells of a sample that nobody planned/],
    ["a sample under another name", { row: "r99" }, /tells of a sample that nobody planned/],
    ["an answer that lies elsewhere", { blob: "../../../etc/passwd" }, /not shaped as a response line/],
  ] as const) {
    it(what, async () => {
      const [one, two] = await pair();
      tamper(two, { events: (events) => events.map((event) => (event.k === "response" ? { ...event, ...change } : event)) });
      await refuses([one, two], { code: "run/invalid", message });
    });
  }
});
