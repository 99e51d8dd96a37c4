// JSON, JSON lines and Markdown: complete, in a fixed order, and harmless whatever the texts hold.
import assert from "node:assert/strict";
import { exporters } from "../../../src/core/report/exporters/registry.ts";
import { markdownText } from "../../../src/core/report/markdown-text.ts";
import { armEvents, failedResponseOf, ratingOf, responseOf } from "../../support/event-factories.ts";
import { manifestOf, rowOf, rowsOf } from "../../support/factories.ts";
import { exportInput, piecesOf, textOf } from "./report-fixtures.ts";

interface Sample {
  readonly row: string;
  readonly variant: string;
  readonly epoch: number;
  readonly outcome: string;
}

function nameOf({ row, variant, epoch }: Sample): string {
  return `${row}/${variant}/${epoch}`;
}

/** Samples that ended in an order of their own. */
const scrambled = exportInput({
  variants: ["baseline", "short"],
  rows: [rowOf("b", { text: "B" }), rowOf("a", { text: "A" })],
  events: [
    responseOf({ row: "a", variant: "short" }),
    responseOf({ row: "b", variant: "baseline", epoch: 1 }),
    responseOf({ row: "a" }),
    responseOf({ row: "b" }),
  ],
});
const inOrder = ["b/baseline/0", "b/baseline/1", "a/baseline/0", "a/short/0"];

const escape = "\u001b]52;c;x\u0007 \u202e \u009b ::error::";
const broken = `${escape}\ud800`;
const hostile = exportInput({
  rows: [rowOf(escape, { [escape]: escape })],
  events: [responseOf({ row: escape }, { output: { text: broken } }), ratingOf({ row: escape }, { reason: broken })],
});

const unsafe = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202e\ud800]/;

describe("jsonl", () => {
  async function samplesOf(input: Parameters<typeof textOf>[1]): Promise<Sample[]> {
    return (await textOf(exporters.jsonl, input))
      .split("\n")
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Sample);
  }

  it("writes the rows as in the file, then variants, then epochs", async () => {
    assert.deepEqual((await samplesOf(scrambled)).map(nameOf), inOrder);
  });

  it("writes everything of a sample", async () => {
    const name = { row: "r01" };
    const row = rowOf("r01", { text: "hello" });
    const events = [
      responseOf(name, {
        output: { text: "hi", toolCalls: [{ id: "1", name: "look", arguments: "{}" }] },
        cost: { usd: 0.5, source: "table", cached: false },
        attempt: 2,
        possiblyBilledAttempts: 1,
      }),
      ratingOf(name, { reason: "it is" }),
    ];
    assert.deepEqual(await samplesOf(exportInput({ rows: [row], events })), [
      {
        row: "r01",
        rowHash: row.hash,
        variant: "baseline",
        epoch: 0,
        outcome: "pass",
        score: 1,
        input: { text: "hello" },
        response: {
          status: "ok",
          text: "hi",
          toolCalls: [{ id: "1", name: "look", arguments: "{}" }],
          finish: "stop",
          model: "test-1",
          error: null,
        },
        ratings: [{ criterion: "c1", value: 1, label: "pass", reason: "it is", error: null }],
        usage: { input: 10, output: 5, cacheRead: 0, cacheWrite: 0, reasoning: 0, estimated: false },
        costUsd: 0.5,
        time: { queuedMs: 0, firstByteMs: 20, totalMs: 100, retryWaitMs: 0 },
        provider: { id: "answer-1", requestId: "request-1", systemFingerprint: null },
        attempts: 2,
        cached: false,
        possiblyBilledAttempts: 1,
        completedAt: "2026-01-01T00:00:00.000Z",
      },
    ]);
  });

  it("says what has no rating yet and what failed", async () => {
    const input = exportInput({ rows: rowsOf(4), events: armEvents("baseline", "UEJF") });
    assert.deepEqual(
      (await samplesOf(input)).map(({ outcome }) => outcome),
      ["unrated", "error", "error", "fail"],
    );
  });

  it("knows no cost of a failed call", async () => {
    assert.deepEqual(
      (await samplesOf(exportInput({ rows: rowsOf(1), events: [failedResponseOf({ row: "r01" })] })))
        .map((sample) => ({ ...sample, outcome: null }))
        .map(({ ...sample }) => ("costUsd" in sample ? sample.costUsd : "absent")),
      [null],
    );
  });

  it("leaves out rows that the run did not take", async () => {
    assert.deepEqual(await samplesOf(exportInput({ rows: [], events: armEvents("baseline", "P") })), []);
  });

  it("keeps hostile text, and spells it out", async () => {
    const text = await textOf(exporters.jsonl, hostile);
    assert.deepEqual([unsafe.test(text), (JSON.parse(text) as Sample).row], [false, escape]);
  });
});

describe("json", () => {
  interface Document {
    readonly run: string;
    readonly manifest: { readonly runId: string };
    readonly samples: readonly Sample[];
  }

  async function documentOf(input: Parameters<typeof textOf>[1]): Promise<Document> {
    return JSON.parse(await textOf(exporters.json, input)) as Document;
  }

  it("is one document with the figures, the manifest and every sample", async () => {
    const { manifest, samples, ...figures } = await documentOf(scrambled);
    assert.deepEqual([figures.run, manifest.runId, samples.map(nameOf)], [manifestOf().runId, manifestOf().runId, inOrder]);
  });

  it("is a document without samples too", async () => {
    assert.deepEqual((await documentOf(exportInput({ rows: rowsOf(2), events: [] }))).samples, []);
  });

  it("keeps hostile text, and spells it out", async () => {
    assert.deepEqual(
      [unsafe.test(await textOf(exporters.json, hostile)), (await documentOf(hostile)).samples.map(({ row }) => row)],
      [false, [escape]],
    );
  });

  it("is written sample by sample, never as one text over the run", async () => {
    assert.equal((await piecesOf(exporters.json, scrambled)).length, 2 + inOrder.length);
  });

  it("is the same text for the same run", async () => {
    assert.equal(await textOf(exporters.json, scrambled), await textOf(exporters.json, scrambled));
  });
});

describe("markdown", () => {
  it("gives the verdict, the figures, the criteria and the warnings", async () => {
    const input = exportInput({
      variants: ["baseline", "short"],
      rows: rowsOf(20),
      events: [...armEvents("baseline", "F".repeat(18) + "EE"), ...armEvents("short", "P".repeat(20))],
      manifest: { experiment: { ...manifestOf().experiment, name: "Shorter tone" } },
    });
    assert.equal(
      await textOf(exporters.markdown, input),
      `## Shorter tone

**short is better than baseline: 20 rows only short passed, 0 only baseline passed\\. The gain is \\+100 points \\(between \\+77\\.2 and \\+100 points\\)\\.**

| variant | samples | pass rate | 95% interval | errors | score | cost | p50 |
| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
| baseline | 20 | 0.0% | 0.0% – 16.1% | 2 | 0.000 | $0 | 100 ms |
| short | 20 | 100.0% | 83.9% – 100.0% | 0 | 1.000 | $0 | 100 ms |

| criterion | baseline | short | change |
| --- | ---: | ---: | ---: |
| c1 | 0/20 | 20/20 | +100 points |

- Errors differ by arm: 0 of 20 of short, 2 of 20 of baseline\\. They count as failures, so part of the difference is theirs\\. Try them again with \\\`touchstone retry 019b7777\\-0000\\-7000\\-8000\\-000000000001\\\`\\.
- 2 of 20 samples of baseline ended in an error and count as failures \\(pass rate 0\\.0% with them as failures, 0\\.0% without\\)\\.

Run \`019b7777-0000-7000-8000-000000000001\`, done, seed 1, $0 spent.
`,
    );
  });

  it("gives the noise of the verdict and of each criterion, where it is known", async () => {
    const events = ["P".repeat(20), "P".repeat(18) + "FF"].flatMap((letters, epoch) =>
      ["baseline", "short"].flatMap((variant) => armEvents(variant, letters, { epoch })),
    );
    const input = exportInput({ variants: ["baseline", "short"], rows: rowsOf(40), events, manifest: { epochs: 2 } });
    const text = await textOf(exporters.markdown, input);
    assert.match(text, /^Noise ±9\.8 points, by 2 epochs\.$/m);
    assert.match(text, /^\| c1 \| .* \| 0 points \(noise ±9\.8 points\) \|$/m);
  });

  it("writes a dash for what is not known", async () => {
    const text = await textOf(exporters.markdown, exportInput({ rows: rowsOf(1), events: [] }));
    assert.match(text, /\| baseline \| 0 \| – \| – \| 0 \| – \| \$0 \| – \|/);
  });

  it("holds no row text and no answer", async () => {
    const text = await textOf(
      exporters.markdown,
      exportInput({
        rows: [rowOf("r01", { text: "SECRET" })],
        events: [responseOf({ row: "r01" }, { output: { text: "SECRET" } }), ratingOf({ row: "r01" }, { reason: "SECRET" })],
      }),
    );
    assert.equal(text.includes("SECRET"), false);
  });

  for (const [text, expected] of [
    ["plain words, and more", "plain words, and more"],
    ["**bold** _it_ `code`", "\\*\\*bold\\*\\* \\_it\\_ \\`code\\`"],
    ["| cell |", "\\| cell \\|"],
    ["<img src=x onerror=alert(1)>", "&#60;img src=x onerror=alert\\(1\\)&#62;"],
    ["![x](https://evil.example/a.png)", "\\!\\[x\\]\\(https\\://evil\\.example/a\\.png\\)"],
    ["https://evil.example", "https\\://evil\\.example"],
    ["www.evil.example", "www\\.evil\\.example"],
    ["@everyone #1 # 1", "&#64;&#8288;everyone \\#&#8288;1 \\# 1"],
    ["me@evil.example GH-1", "me&#64;&#8288;evil\\.example GH\\-&#8288;1"],
    ["&lt;b&gt;", "&#38;lt;b&#38;gt;"],
    ["# heading\n\n- item", "\\# heading \\- item"],
    ["\u001b[31m", "\\\\u\\{1b\\}\\[31m"],
    ["a\u202eb", "a\\\\u\\{202e\\}b"],
    ["\\*", "\\\\\\*"],
  ] as const) {
    it(`writes ${JSON.stringify(text)} as text`, () => {
      assert.equal(markdownText(text), expected);
    });
  }

  it("writes names of experiments, variants and criteria as text", async () => {
    const { experiment, criteria } = manifestOf();
    const manifest = {
      experiment: { ...experiment, name: "<b>|" },
      criteria: { ...criteria, items: criteria.items.map((item) => ({ ...item, id: "<i>|" })) },
    };
    const text = await textOf(exporters.markdown, exportInput({ variants: ["<u>|"], rows: rowsOf(1), events: [], manifest }));
    assert.deepEqual(text.match(/<\w+>/g), null);
  });
});
