// One sample in full, and its size whatever the texts.
import assert from "node:assert/strict";
import fc from "fast-check";
import { applyLabels } from "../../../../src/core/domain/apply-labels.ts";
import { gatherVerdicts } from "../../../../src/core/domain/gather-verdicts.ts";
import type { RunEvent } from "../../../../src/core/domain/run-event.ts";
import { rowKey, rowLines } from "../../../../src/core/report/results/row-lines.ts";
import { samplePlane } from "../../../../src/core/report/results/sample-plane.ts";
import { jsonBytes } from "../../../../src/core/report/results/text-limits.ts";
import type { RenderedMessage } from "../../../../src/core/template/rendered.ts";
import { hostMessageSchema, mostMessageBytes } from "../../../../src/protocol/messages.ts";
import { mostResponseBytes } from "../../../../src/protocol/sample-plane.ts";
import { armEvents, failedResponseOf, ratingOf, responseOf } from "../../../support/event-factories.ts";
import { hashOf, manifestCriterionOf, manifestOf, rowOf, rowsOf } from "../../../support/factories.ts";
import { labelOf } from "../../../support/labels.ts";
import { hostileCharacters, hostileRow, pairedSource, queryOf, renamed, sampleSourceOf, sourceOf } from "./results-fixtures.ts";

const first = { row: "r01", epoch: 0 };

type Sample = NonNullable<Awaited<ReturnType<typeof samplePlane>>>;

async function planeOf(...events: readonly RunEvent[]): Promise<Sample> {
  const plane = await samplePlane(sampleSourceOf(sourceOf({ rows: rowsOf(1), events })), first, queryOf());
  assert.ok(plane !== null);
  return plane;
}

async function texts(baseline: string, short: string): Promise<Sample> {
  return planeOf(
    ...[baseline, short].map((text, index) =>
      responseOf({ row: "r01", variant: ["baseline", "short"][index] ?? "" }, { output: { text } }),
    ),
  );
}

describe("samplePlane", () => {
  it("knows no sample of another run", async () => {
    assert.equal(await samplePlane(sampleSourceOf(pairedSource("P", "P")), { row: "r99", epoch: 0 }, queryOf()), null);
  });

  it("says how the variant fares against the baseline", async () => {
    const plane = await samplePlane(sampleSourceOf(pairedSource("P", "F")), first, queryOf());
    assert.deepEqual([plane?.verdict, plane?.scoreText], ["regressed", "score 1.00 to 0.00"]);
  });

  it("says that an errored sample has no score", async () => {
    assert.equal((await samplePlane(sampleSourceOf(pairedSource("P", "E")), first, queryOf()))?.scoreText, "score 1.00 to none");
  });

  it("shows the verdict of people where it counts, and what the run's own rater said", async () => {
    const events = [...armEvents("baseline", "P"), ...armEvents("short", "P")];
    const own = sourceOf({ rows: rowsOf(1), events });
    const rows = new Map(rowsOf(1).map(({ id }) => [id, hashOf(id)]));
    const file = { path: "test.labels.jsonl", hash: hashOf("labels"), problems: [] };
    const verdicts = gatherVerdicts([labelOf("r01", "fail", { note: "curt" })], own.manifest.criteria.items);
    const source = { ...own, record: applyLabels(own.record, { file, verdicts, rows }) };
    const plane = await samplePlane(sampleSourceOf({ ...source, lines: rowLines(source, null) }), first, queryOf());
    const rating = { label: "fail", reason: "People say fail (ada: fail, “curt”). The check says pass." };
    assert.deepEqual(
      [plane?.ratings[0]?.arms, plane?.responses.map(({ outcome }) => outcome)],
      [
        [rating, rating],
        ["fail", "fail"],
      ],
    );
  });

  it("has one response in a run without variants", async () => {
    const source = sourceOf({ rows: rowsOf(1), variants: ["baseline"], events: armEvents("baseline", "P") });
    const plane = await samplePlane(sampleSourceOf(source), first, queryOf());
    assert.deepEqual(
      [plane?.scoreText, plane?.responses.map(({ variant }) => variant), plane?.ratings[0]?.arms.length, plane?.diffNote],
      ["score 1.00", ["baseline"], 1, null],
    );
  });

  it("finds its neighbours among the rows that match", async () => {
    const plane = await samplePlane(
      sampleSourceOf(pairedSource("PPPP", "FPFF")),
      { row: "r03", epoch: 0 },
      queryOf({ chips: ["regressed"] }),
    );
    assert.deepEqual([plane?.position, plane?.matched, plane?.previous, plane?.next], [2, 3, first, { row: "r04", epoch: 0 }]);
  });

  it("has no place among rows that it does not match", async () => {
    const plane = await samplePlane(sampleSourceOf(pairedSource("PP", "PF")), first, queryOf({ chips: ["regressed"] }));
    assert.deepEqual([plane?.position, plane?.matched, plane?.previous, plane?.next], [null, 1, null, null]);
  });

  it("shows both responses and how they fared", async () => {
    const plane = await samplePlane(sampleSourceOf(pairedSource("P", "F")), first, queryOf());
    const common = { text: "answer to r01", isTruncated: false, error: null, facts: "5 tokens, stop", toolCalls: [] };
    assert.deepEqual(plane?.responses, [
      { ...common, variant: "baseline", outcome: "pass", outcomeText: "Passed 1 of 1" },
      { ...common, variant: "short", outcome: "fail", outcomeText: "Passed 0 of 1" },
    ]);
  });

  it("says why there is no response", async () => {
    const [, response] = (await planeOf(...armEvents("baseline", "P"), failedResponseOf({ row: "r01", variant: "short" }, "timed out")))
      .responses;
    assert.deepEqual(response, {
      variant: "short",
      text: null,
      isTruncated: false,
      error: "timed out",
      outcome: "error",
      outcomeText: "No response",
      facts: "",
      toolCalls: [],
    });
  });

  it("tells what is not there yet from what is not rated yet", async () => {
    assert.deepEqual(
      (await planeOf(...armEvents("baseline", "U"))).responses.map(({ outcome, outcomeText }) => [outcome, outcomeText]),
      [
        ["pending", "Not rated yet"],
        ["pending", "Not answered yet"],
      ],
    );
  });

  it("shows tool calls as the model wrote them", async () => {
    const output = { text: "", toolCalls: [{ id: "1", name: "refund", arguments: "{broken" }] };
    assert.deepEqual((await planeOf(responseOf({ row: "r01" }, { output }))).responses[0]?.toolCalls, [
      '{"name":"refund","arguments":"{broken"}',
    ]);
  });

  it("marks where the responses differ", async () => {
    const { diff, diffNote } = await texts("one two", "one three");
    assert.deepEqual([diff?.pieces.map(({ kind }) => kind), diffNote], [["same", "removed", "inserted"], null]);
  });

  it("says that the tool calls differ where the texts do not", async () => {
    const toolCalls = [{ id: null, name: "refund", arguments: "{}" }];
    const plane = await planeOf(
      responseOf({ row: "r01" }, { output: { text: "" } }),
      responseOf({ row: "r01", variant: "short" }, { output: { text: "", toolCalls } }),
    );
    assert.equal(plane.diffNote, "Both texts are the same; the tool calls differ.");
  });

  it("cuts responses that are too long, and says so", async () => {
    const { responses, diff, diffNote } = await texts("漢".repeat(100_000), "short");
    assert.deepEqual(
      [responses.map(({ isTruncated }) => isTruncated), responses[0]?.text?.length, diff, diffNote],
      [[true, false], mostResponseBytes / 3, null, "These responses are too long to mark the words here."],
    );
  });

  it("leaves out a diff of so many pieces that it does not fit", async () => {
    const lines = (name: string): string => Array.from({ length: 350 }, (_, line) => `${"same ".repeat(76)}${name}${line}`).join("\n");
    assert.equal((await texts(lines("a"), lines("b"))).diffNote, "These responses are too long to mark the words here.");
  });

  it("keeps any number of tool calls within their bytes", async () => {
    const toolCalls = Array.from({ length: 10_000 }, () => ({ id: null, name: "refund", arguments: "{}" }));
    const [response] = (await planeOf(responseOf({ row: "r01" }, { output: { text: "", toolCalls } }))).responses;
    assert.ok(jsonBytes(response?.toolCalls) <= 6_000);
  });

  it("compares whole responses, not what is shown of them", async () => {
    const long = "same ".repeat(20_000);
    assert.deepEqual(
      (await texts(`${long}one`, `${long}two`)).diff?.pieces.map(({ text, kind }) => [text.length, kind]),
      [
        [100_000, "same"],
        [3, "removed"],
        [3, "inserted"],
      ],
    );
  });

  it("shows ratings in the order of the criteria, with their reasons", async () => {
    const items = [manifestCriterionOf("c2", { kind: "judge", name: "Polite" }), manifestCriterionOf("c1", { severity: "soft" })];
    const name = { row: "r01", variant: "short" };
    const failure = { value: null, label: null, error: { code: "judge/no-verdict", message: "no verdict" } };
    const events = [
      responseOf(name),
      ratingOf(name, { criterion: "c1", ...failure }),
      ratingOf(name, { criterion: "c2", reason: "It says thanks." }),
    ];
    const source = sourceOf({ rows: rowsOf(1), events, manifest: { criteria: { ...manifestOf().criteria, items } } });
    const none = { label: null, reason: null };
    assert.deepEqual((await samplePlane(sampleSourceOf(source), first, queryOf()))?.ratings, [
      { id: "c2", name: "Polite", isHard: true, isJudged: true, arms: [none, { label: "pass", reason: "It says thanks." }] },
      { id: "c1", name: "c1", isHard: false, isJudged: false, arms: [none, { label: "error", reason: "no verdict" }] },
    ]);
  });

  it("names the judge and its prompt", async () => {
    const judge = {
      ...manifestOf().criteria,
      judge: { model: "simulated/test-1", promptVersion: 1, configHash: "sha256:1", promptHash: "sha256:2" },
    } as const;
    const source = sourceOf({ rows: rowsOf(1), manifest: { criteria: judge } });
    assert.equal((await samplePlane(sampleSourceOf(source), first, queryOf()))?.judge, "judge test-1, judge prompt 1");
  });

  it("lists the values of the row and where it stands", async () => {
    const row = { ...rowOf("r01", { days: 30, tags: ["a"], gone: null }), line: 12 };
    const plane = await samplePlane(sampleSourceOf(sourceOf({ rows: [row] })), first, queryOf());
    assert.deepEqual(
      [plane?.values, plane?.rowPlace],
      [
        [
          { name: "days", value: "30" },
          { name: "tags", value: '["a"]' },
          { name: "gone", value: "" },
        ],
        { file: "rows.csv", line: 12 },
      ],
    );
  });

  it("does without the row where it cannot be read", async () => {
    const source = sampleSourceOf(pairedSource("P", "P", { hasRows: false }));
    const plane = await samplePlane(source, first, queryOf());
    assert.deepEqual([plane?.rowPlace, plane?.values, plane?.messages, plane?.responses.length], [null, [], [], 2]);
  });

  it("asks for the messages of the variant that is looked at", async () => {
    const asked: string[] = [];
    const messages = (variant: string): null => {
      asked.push(variant);
      return null;
    };
    const source = sourceOf({ rows: rowsOf(1), variants: ["baseline", "short", "cool"], variant: "cool" });
    await samplePlane(sampleSourceOf(source, { messages }), first, queryOf({ variant: "cool" }));
    assert.deepEqual(asked, ["cool"]);
  });

  it("tells the calls of both arms", async () => {
    const { attempts } = await planeOf(...armEvents("baseline", "P"), ...armEvents("short", "P"));
    assert.deepEqual(
      attempts.map(({ call }) => call),
      ["baseline", "short"],
    );
  });

  it("stays below the size of a message, and within the schema, whatever the texts", async () => {
    const long = fc
      .tuple(fc.constantFrom(...hostileCharacters), fc.constantFrom(0, 1, 50, 5_000, 200_000))
      .map(([unit, times]) => unit.repeat(times));
    const short = fc.tuple(fc.constantFrom(...hostileCharacters), fc.constantFrom(1, 50, 3_000)).map(([unit, times]) => unit.repeat(times));
    const counts = fc.constantFrom(1, 8, 120);
    await fc.assert(
      fc.asyncProperty(long, long, short, counts, async (baseline, variant, other, count) => {
        const items = Array.from({ length: count }, (_, index) => manifestCriterionOf(`c${index}`, { name: other }));
        const names = Array.from({ length: count }, (_, index) => `${other}${index}`);
        const row = hostileRow(other, Object.fromEntries(names.map((name) => [name, other])));
        const toolCalls = names.map((name) => ({ id: null, name, arguments: other }));
        const events = [baseline, variant].flatMap((text, index) => {
          const name = { row: "r01", variant: ["baseline", "short"][index] ?? "" };
          return [
            renamed(responseOf(name, { output: { text, toolCalls } }), other),
            ...items.map(({ id }) => ratingOf(name, { criterion: id, reason: other })),
          ];
        });
        const source = sourceOf({ rows: [row], events, manifest: { criteria: { ...manifestOf().criteria, items } } });
        const message: RenderedMessage = {
          role: "user",
          parts: [
            {
              kind: "text",
              pieces: names.map((column) => ({ text: baseline.slice(0, 900), column, file: other, range: { start: 0, end: 1 } })),
            },
          ],
          isHistory: false,
        };
        const messages = (): RenderedMessage[] => names.slice(0, 20).map(() => message);
        const all = sampleSourceOf(source, { messages, collectionPath: other });
        const sample = await samplePlane(all, { row: rowKey(other), epoch: 0 }, queryOf());
        assert.ok(sample !== null);
        assert.ok(jsonBytes({ kind: "sample", sample }) <= mostMessageBytes);
        assert.equal(hostMessageSchema.safeParse({ kind: "sample", sample }).success, true);
      }),
      { numRuns: 30 },
    );
  });
});
