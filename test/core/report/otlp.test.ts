// OTLP: a trace for each sample, by the conventions, with texts only where they were asked for.
import assert from "node:assert/strict";
import type { ExportInput } from "../../../src/core/report/exporters/exporter.ts";
import { otlp } from "../../../src/core/report/exporters/otlp.ts";
import { armEvents, ratingOf, responseOf } from "../../support/event-factories.ts";
import { hashOf, rowOf, rowsOf } from "../../support/factories.ts";
import { exportInput, textOf } from "./report-fixtures.ts";

describe("otlp", () => {
  interface Span {
    readonly traceId: string;
    readonly spanId: string;
    readonly parentSpanId?: string;
    readonly name: string;
    readonly startTimeUnixNano: string;
    readonly endTimeUnixNano: string;
    readonly attributes: readonly { readonly key: string; readonly value: Record<string, unknown> }[];
    readonly events?: readonly {
      readonly name: string;
      readonly attributes: readonly { readonly key: string; readonly value: object }[];
    }[];
    readonly status?: object;
  }
  const spansOf = async (input: ExportInput): Promise<readonly Span[]> =>
    (JSON.parse(await textOf(otlp, input)) as { resourceSpans: [{ scopeSpans: [{ spans: Span[] }] }] }).resourceSpans[0].scopeSpans[0]
      .spans;
  const valueOf = (span: Span | undefined, key: string): unknown =>
    Object.values(span?.attributes.find((attribute) => attribute.key === key)?.value ?? {})[0];

  const name = { row: "r01" };
  const { provider, usage, cost, time, retries, possiblyBilledAttempts } = responseOf(name);
  const call = {
    model: "simulated/test-1",
    request: hashOf("judge"),
    attempt: 1,
    provider,
    usage,
    cost,
    time,
    retries,
    possiblyBilledAttempts,
  };
  const judged = exportInput({
    rows: [rowOf("r01", { text: "question" })],
    events: [
      responseOf(name, { output: { text: "the answer" }, t: "2026-01-01T00:00:01.000Z" }),
      ratingOf(name, { reason: "because", judge: call, t: "2026-01-01T00:00:02.000Z" }),
    ],
  });

  it("has a trace for each sample: its own span, the generation's and the judge's", async () => {
    const spans = await spansOf(judged);
    assert.deepEqual(
      spans.map((span) => [span.name, span.startTimeUnixNano, span.endTimeUnixNano]),
      [
        ["touchstone.sample", "1767225600900000000", "1767225602000000000"],
        ["chat test-1", "1767225600900000000", "1767225601000000000"],
        ["chat test-1", "1767225601900000000", "1767225602000000000"],
      ],
    );
    const [root] = spans;
    assert.deepEqual(new Set(spans.slice(1).map(({ parentSpanId }) => parentSpanId)), new Set([root?.spanId]));
    assert.equal(new Set(spans.map(({ spanId }) => spanId)).size, 3);
    for (const { traceId, spanId } of spans) assert.match(`${traceId} ${spanId}`, /^[0-9a-f]{32} [0-9a-f]{16}$/);
  });

  it("says of a call what the conventions ask for, and of a rating what it came to", async () => {
    const [, generation] = await spansOf(judged);
    const keys = [
      "gen_ai.operation.name",
      "gen_ai.provider.name",
      "gen_ai.request.model",
      "gen_ai.response.id",
      "gen_ai.usage.input_tokens",
    ];
    assert.deepEqual(
      keys.map((key) => valueOf(generation, key)),
      ["chat", "openai", "test-1", "answer-1", "10"],
    );
    assert.deepEqual(generation?.events?.[0]?.attributes.slice(0, 3), [
      { key: "gen_ai.evaluation.name", value: { stringValue: "c1" } },
      { key: "gen_ai.evaluation.score.value", value: { doubleValue: 1 } },
      { key: "gen_ai.evaluation.score.label", value: { stringValue: "pass" } },
    ]);
  });

  it("holds messages, answers and reasons only where they were asked for", async () => {
    const message = {
      role: "model",
      isHistory: false,
      parts: [{ kind: "text", pieces: [{ text: "question", file: "f", range: { start: 0, end: 1 }, column: null }] }],
    } as const;
    const asked = { ...judged, hasContent: true, messages: () => [message] };
    const [, generation] = await spansOf(asked);
    assert.deepEqual(JSON.parse(String(valueOf(generation, "gen_ai.input.messages"))), [
      { role: "assistant", parts: [{ type: "text", content: "question" }] },
    ]);
    assert.deepEqual(JSON.parse(String(valueOf(generation, "gen_ai.output.messages"))), [
      { role: "assistant", parts: [{ type: "text", content: "the answer" }], finish_reason: "stop" },
    ]);
    const plain = await textOf(otlp, judged);
    assert.deepEqual([/because|question|the answer/.exec(plain), (await textOf(otlp, asked)).includes("because")], [null, true]);
  });

  it("refuses the texts of a confidential collection", async () => {
    await assert.rejects(textOf(otlp, { ...judged, hasContent: true, isConfidential: true }), { code: "input/invalid" });
  });

  it("marks what ended in an error, by its code alone", async () => {
    const [root, generation] = await spansOf(exportInput({ rows: rowsOf(1), events: armEvents("baseline", "E") }));
    assert.deepEqual([root?.status, generation?.status, valueOf(generation, "error.type")], [{ code: 2 }, { code: 2 }, "provider/server"]);
  });
});
