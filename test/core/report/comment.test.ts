// The comment of a pull request: what it says first, what it flags, what it tells to do next, and that it is never too long to be posted.
import assert from "node:assert/strict";
import type { GateDocument } from "../../../src/core/domain/experiment.ts";
import type { RunManifest } from "../../../src/core/domain/run-manifest.ts";
import { comment } from "../../../src/core/report/exporters/comment.ts";
import { armEvents, ratingOf, responseOf } from "../../support/event-factories.ts";
import { manifestCriterionOf, manifestOf, rowOf, rowsOf } from "../../support/factories.ts";
import { exportInput, textOf } from "./report-fixtures.ts";

/** The comment on a run of letters as in `armEvents`. */
function commentOn(base: string, head: string, gates: readonly GateDocument[], changes: Partial<RunManifest> = {}): Promise<string> {
  const variants = ["base", "head"];
  const { experiment } = manifestOf();
  const manifest = { experiment: { ...experiment, gates: [...gates] }, samples: 2 * base.length, ...changes };
  const events = [...armEvents("base", base), ...armEvents("head", head)];
  return textOf(comment, exportInput({ variants, rows: rowsOf(base.length), events, manifest }));
}

const noWorse = { metric: "pass_rate", no_worse_than: 0.05 } as const;
const line = (text: string, pattern: RegExp): string | undefined => text.split("\n").find((each) => pattern.test(each));

describe("the comment of a pull request", () => {
  for (const [head, verdict] of [
    ["P".repeat(40), "## ✅ Gate passed: test"],
    ["F".repeat(40), "## ❌ Gate failed: test"],
    ["P".repeat(29) + "F".repeat(11), "## ❔ Gate inconclusive: test"],
    ["P".repeat(39) + " ", "## ⏸️ Gate incomplete: test"],
  ] as const)
    it(`begins with its marker and ${JSON.stringify(verdict)}`, async () => {
      const text = await commentOn("P".repeat(30) + "F".repeat(10), head, [{ metric: "pass_rate", no_worse_than: 0.02 }]);
      assert.deepEqual(text.split("\n").slice(0, 2), ["<!-- touchstone:test.experiment.yaml -->", verdict]);
    });

  it("says that nothing is decided where there are no gates", async () => {
    assert.match(await commentOn("PP", "PP", []), /^## ℹ️ No gates: test\n\nThis experiment has no gates/m);
  });

  it("has a line for each rule, those that fail first, with limit and figure", async () => {
    const gates = [
      { metric: "pass_rate", at_least: 0.5 },
      { metric: "pass_rate", better_by: 0 },
      { metric: "cost_per_sample", no_more_than: "+10%" },
      { metric: "criterion.c1", at_least: 0.99 },
    ];
    const text = await commentOn("P".repeat(30), "P".repeat(28) + "FF", gates);
    assert.deepEqual(
      text.split("\n").filter((each) => /^\| [✅❌❔]/u.test(each)),
      [
        "| ❌ fail | criterion\\.c1 of head | at least | ≥ 99% | 93.3% (between 81.7% and 97.8%) | 30 |",
        "| ❔ inconclusive | pass\\_rate of head | better by | change > 0 points | −6.7 points (between −18.3 points and +2.7 points) | 30 |",
        "| ✅ pass | pass\\_rate of head | at least | ≥ 50% | 93.3% (between 81.7% and 97.8%) | 30 |",
        "| ✅ pass | cost\\_per\\_sample of head | no more than | ≤ 110% of the baseline | $0 from what is allowed | 30 |",
      ],
    );
  });

  it("names what would settle an open rule", async () => {
    const text = await commentOn("P".repeat(36) + "FFFF", "P".repeat(36) + "FFFF", [noWorse]);
    assert.match(line(text, /Next:/) ?? "", /^- Next: add rows to rows\\\.csv\\\. About \d+ rows would settle the open rule\\\.$/);
  });

  it("names rows that pass less often by their ids, and counts the others", async () => {
    const text = await commentOn(`${"P".repeat(25)}FF`, `${"F".repeat(25)}PP`, []);
    const named = rowsOf(20).map(({ id }) => id);
    assert.equal(
      line(text, /^Row by row/),
      `Row by row: 25 rows of head pass less often (${named.join(", ")} and 5 more); 0 more score less; 2 rows improved.`,
    );
  });

  it("names base and head, flags edited gates, and says that nothing changed", async () => {
    const against = { ref: "main", commit: "a1".repeat(20), areGatesEdited: true, identicalRequests: 2 };
    const git = { commit: "b2".repeat(20), branch: null, dirty: true };
    const text = await commentOn("PP", "PP", [], { against, git });
    assert.equal(line(text, /^Base:/), "Base: main at a1a1a1a1a1a1. Head: b2b2b2b2b2b2 with uncommitted changes.");
    assert.match(text, /⚠️ \*\*The gates or the plan were edited in this change\.\*\*/);
    assert.match(text, /^Nothing changed: 2 of 2 requests are identical\.$/m);
  });

  it("has no figures where nothing changed and nothing was asked", async () => {
    const against = { ref: "main", commit: "a1".repeat(20), areGatesEdited: false, identicalRequests: 2 };
    const asked = await commentOn("PP", "PP", [], { against });
    const unasked = await commentOn("PP", "PP", [], { against, samples: 0 });
    assert.match(unasked, /^Nothing changed: 2 of 2 requests are identical\.$/m);
    assert.deepEqual(
      [asked, unasked].map((text) => /^\| (arm|criterion) /m.test(text)),
      [true, false],
    );
  });

  it("says how many requests are the same where some changed", async () => {
    const against = { ref: "main", commit: "a1".repeat(20), areGatesEdited: false, identicalRequests: 1 };
    const text = await commentOn("PP", "PP", [], { against });
    assert.deepEqual(
      [/edited in this change/.test(text), line(text, /identical/)],
      [false, "1 of 2 requests are identical to those of the base."],
    );
  });

  it("gives no verdict of a variant before the planned rows have ended", async () => {
    const text = await commentOn("P".repeat(30), `${"F".repeat(29)} `, [noWorse]);
    assert.match(text, /^\*\*head: no verdict before the planned 30 rows have ended; 29 pairs so far\.\*\*$/m);
    assert.equal(text.includes("is worse than"), false);
  });

  it("stays below 60,000 characters whatever a run holds, and says what it leaves out", async () => {
    const wide = "<@|*".repeat(100);
    const variants = Array.from({ length: 60 }, (_, index) => `${index}${wide}`);
    const rows = Array.from({ length: 30 }, (_, index) => rowOf(`${index}${wide}`));
    const items = Array.from({ length: 300 }, (_, index) => manifestCriterionOf(`${index}${wide}`));
    const base = manifestOf();
    const events = variants.flatMap((variant, arm) =>
      rows.flatMap(({ id: row }, index) => [
        responseOf({ row, variant }),
        ...items
          .slice(0, 1)
          .map(({ id }) =>
            ratingOf({ row, variant }, { criterion: id, ...((arm + index) % 2 === 0 ? {} : { value: 0, label: "fail" as const }) }),
          ),
      ]),
    );
    const input = exportInput({
      variants,
      rows,
      events,
      manifest: {
        experiment: {
          ...base.experiment,
          name: wide,
          path: wide,
          gates: Array.from({ length: 50 }, () => ({ metric: "pass_rate", at_least: 0.9 })),
        },
        criteria: { ...base.criteria, items: items.slice(0, 1) },
        samples: variants.length * rows.length,
      },
      input: {},
    });
    const text = await textOf(comment, { ...input, summary: { ...input.summary, warnings: variants } });
    assert.ok(text.length < 60_000, String(text.length));
    for (const noun of ["rules", "arms", "warnings", "variants", "comparisons"])
      assert.match(text, new RegExp(`… and \\d+ more ${noun}, left out to keep this comment short\\.`));
    assert.match(text, /<\/details>\n$/);
  });
});
