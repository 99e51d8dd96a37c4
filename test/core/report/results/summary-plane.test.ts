// A run's summary as the view draws it.
import assert from "node:assert/strict";
import type { RunEvent } from "../../../../src/core/domain/run-event.ts";
import type { RunManifest } from "../../../../src/core/domain/run-manifest.ts";
import { summaryPlane, type SummaryInput } from "../../../../src/core/report/results/summary-plane.ts";
import { jsonBytes } from "../../../../src/core/report/results/text-limits.ts";
import { hostMessageSchema, mostMessageBytes } from "../../../../src/protocol/messages.ts";
import type { SummaryPlane } from "../../../../src/protocol/summary-plane.ts";
import { armEvents, recordOf } from "../../../support/event-factories.ts";
import { manifestCriterionOf, manifestOf } from "../../../support/factories.ts";
import { hostileCharacters } from "./results-fixtures.ts";

const createdAt = new Date(2026, 0, 5, 14, 2).toISOString();
const now = new Date(2026, 0, 5, 15, 0).getTime();

interface PlaneInput {
  readonly events?: readonly RunEvent[];
  readonly variants?: readonly string[];
  readonly rows?: number;
  readonly manifest?: Partial<RunManifest>;
  readonly input?: Partial<SummaryInput>;
}

function planeOf({ events = [], variants = ["baseline", "short"], rows = 40, manifest = {}, input = {} }: PlaneInput): SummaryPlane {
  return summaryPlane({
    manifest: manifestOf(variants, { samples: rows * variants.length, createdAt, ...manifest }),
    record: recordOf(...events),
    status: "done",
    root: "/project",
    path: "experiments/tone.experiment.yaml",
    variant: null,
    now,
    changedFiles: [],
    planWarnings: [],
    ...input,
  });
}

/** Forty rows, of which `short` wins twelve and loses none. */
const better = [...armEvents("baseline", "F".repeat(12) + "P".repeat(28)), ...armEvents("short", "P".repeat(40))];

describe("summaryPlane", () => {
  it("says whose results these are", () => {
    const { subject, title, context } = planeOf({ events: better, manifest: { isSimulated: true } });
    assert.deepEqual(
      [subject, title, context],
      [
        { root: "/project", path: "experiments/tone.experiment.yaml", run: "019b7777-0000-7000-8000-000000000001" },
        "test",
        "40 rows, 1 epoch · simulated · today 14:02 · $0",
      ],
    );
  });

  it("names the models of the arms that are shown, not the judge's", () => {
    const models = ["openai/gpt", "openai/judge"].map((id) => ({
      id,
      provider: "openai",
      origin: null,
      requested: id.slice(7),
      params: {},
      api: null,
    }));
    const variants = manifestOf(["baseline", "short"]).variants.map((variant) => ({ ...variant, model: "openai/gpt" }));
    assert.equal(planeOf({ manifest: { models, variants } }).context, "40 rows, 1 epoch · gpt · today 14:02 · $0");
  });

  it("counts rows, not samples, of several epochs", () => {
    assert.match(planeOf({ rows: 40, manifest: { epochs: 4, isSimulated: true } }).context, /^10 rows, 4 epochs · /);
  });

  describe("of a run that is done", () => {
    const plane = planeOf({ events: better });

    it("has no card and no progress", () => {
      assert.deepEqual([plane.status, plane.card, plane.progress], ["done", null, null]);
    });

    it("has the verdict with its sentence", () => {
      const { comparison } = plane;
      assert.deepEqual(
        [comparison?.verdict, comparison?.rows, comparison?.won, comparison?.lost, comparison?.tied, comparison?.difference.value],
        ["better", 40, 12, 0, 28, 0.3],
      );
      assert.match(comparison?.sentence ?? "", /^short is better than baseline: 12 rows only short passed, 0 only baseline passed\./);
    });

    it("says how the verdict was computed", () => {
      assert.match(
        plane.comparison?.details ?? "",
        /^Pass rate, fixed before the run\. 40 paired rows, 95% interval \+[\d.]+ points to \+[\d.]+ points; McNemar mid-p, Newcombe interval; p 0\.00024\.$/,
      );
    });

    it("writes what is negative with one sign, in the sentence and in the details", () => {
      const worse = [...armEvents("baseline", "P".repeat(40)), ...armEvents("short", "F".repeat(12) + "P".repeat(28))];
      const { sentence, details } = planeOf({ events: worse }).comparison ?? {};
      assert.match(sentence ?? "", /The change is −30 points \(between −[\d.]+ and −[\d.]+ points\)\.$/);
      assert.match(details ?? "", /interval −[\d.]+ points to −[\d.]+ points;/);
    });

    it("has the noise beside the difference where an A/A run tells of it", () => {
      const floor = { runId: "0193a5b0-1f2e-7000-8000-000000000001", spreads: [{ metric: "pass_rate", rows: 40, meanSquare: 0.1 }] };
      const { noise, isNoiseCheck } = planeOf({ events: better, input: { floor } }).comparison ?? {};
      assert.deepEqual([noise, isNoiseCheck, plane.comparison?.noise], ["±13.9 points, by the Noise Check 0193a5b0-1f2e", false, null]);
    });

    it("offers a Noise Check last where none was made of the baseline, and nothing where nobody has looked", () => {
      const offered = planeOf({ events: better, input: { floor: null } }).warnings;
      const { severity, actions } = offered.at(-1) ?? {};
      assert.deepEqual(
        [severity, actions?.map(({ action }) => action), offered.length - plane.warnings.length],
        ["info", [{ kind: "command", command: "noise-check" }], 1],
      );
    });

    it("is a Noise Check where the arms are equal", () => {
      const events = [...armEvents("baseline", "P".repeat(40)), ...armEvents("baseline-again", "F".repeat(4) + "P".repeat(36))];
      const { comparison } = planeOf({ events, variants: ["baseline", "baseline-again"], manifest: { purpose: "aa" } });
      assert.equal(comparison?.isNoiseCheck, true);
      assert.match(comparison.sentence, /^Run again, the same prompt's pass rate differs by up to ±9\.8 points \(95%\): 4 of 40 rows/);
    });

    it("says of a tiny p that it is tiny", () => {
      const events = [...armEvents("baseline", "F".repeat(40)), ...armEvents("short", "P".repeat(40))];
      assert.match(planeOf({ events }).comparison?.details ?? "", /; p below 0\.00001\.$/);
    });

    it("shows both arms with their intervals", () => {
      assert.deepEqual(
        plane.arms.map(({ name, isBaseline, samples, passed, failed, errors, passRate }) => [
          name,
          isBaseline,
          samples,
          passed,
          failed,
          errors,
          passRate?.value,
        ]),
        [
          ["baseline", true, 40, 28, 12, 0, 0.7],
          ["short", false, 40, 40, 0, 0, 1],
        ],
      );
    });
  });

  it("looks at the variant that is wanted, against all p-values of the run", () => {
    const events = [...better, ...armEvents("cool", "F".repeat(40))];
    const plane = planeOf({ events, variants: ["baseline", "short", "cool"], input: { variant: "cool" } });
    assert.deepEqual(
      [plane.variants, plane.variant, plane.arms.map(({ name }) => name), plane.comparison?.verdict],
      [["short", "cool"], "cool", ["baseline", "cool"], "worse"],
    );
    assert.match(plane.comparison?.details ?? "", /adjusted below 0\.00001 over 2 variants\.$/);
  });

  it("falls back to the first variant", () => {
    assert.equal(planeOf({ events: better, input: { variant: "gone" } }).variant, "short");
  });

  it("has no comparison without a variant", () => {
    const plane = planeOf({ events: armEvents("baseline", "PF"), variants: ["baseline"], rows: 2 });
    assert.deepEqual(
      [plane.variant, plane.variants, plane.arms.length, plane.comparison, plane.criteria[0]?.comparison],
      [null, [], 1, null, null],
    );
  });

  it("puts the criteria with the most failures of the variant first", () => {
    const items = [manifestCriterionOf("c1"), manifestCriterionOf("c2", { name: "Polite", severity: "soft", kind: "judge" })];
    const events = [...armEvents("short", "PPP"), ...armEvents("short", "PFJ", { criterion: "c2" })];
    const { criteria } = planeOf({ events, rows: 3, manifest: { criteria: { ...manifestOf().criteria, items } } });
    const none = { passed: 0, failed: 0, errors: 0 };
    assert.deepEqual(criteria, [
      { id: "c2", name: "Polite", isHard: false, kind: "judge", arms: [none, { passed: 1, failed: 1, errors: 1 }], comparison: null },
      { id: "c1", name: "c1", isHard: true, kind: "contains", arms: [none, { passed: 3, failed: 0, errors: 0 }], comparison: null },
    ]);
  });

  describe("of a live run", () => {
    const plane = planeOf({ events: better, rows: 100, input: { status: "running" } });

    it("has its progress and figures so far", () => {
      assert.deepEqual(
        [plane.card?.sentence.startsWith("80 of 200 samples"), plane.progress, plane.arms.map(({ passed, samples }) => [passed, samples])],
        [
          true,
          { ended: 80, planned: 200 },
          [
            [28, 40],
            [40, 40],
          ],
        ],
      );
    });

    it("has no verdict, however clear", () => {
      assert.deepEqual([plane.comparison, plane.criteria.map(({ comparison }) => comparison)], [null, [null]]);
    });
  });

  describe("of a run that stopped early", () => {
    const plane = planeOf({ events: better, rows: 100, input: { status: "cancelled" } });

    it("decides nothing before the planned rows are complete", () => {
      assert.deepEqual(
        [plane.comparison?.verdict, plane.comparison?.sentence, plane.criteria[0]?.comparison?.verdict],
        ["not_enough_rows", "Not enough rows: no verdict before the planned 100 rows are complete; 40 pairs so far.", "not_enough_rows"],
      );
    });

    it("says so on its card", () => {
      assert.deepEqual(plane.card?.facts.at(-1), { label: "Conclusion", value: "Not enough rows: 40 pairs" });
    });

    it("has no progress", () => {
      assert.equal(plane.progress, null);
    });

    it("calls no evidence by the word of the panel", () => {
      const events = [...armEvents("baseline", "P".repeat(400)), ...armEvents("short", "P".repeat(400))];
      const { card } = planeOf({ events, rows: 400, input: { status: "interrupted" } });
      assert.deepEqual(card?.facts.at(-1), { label: "Conclusion", value: "No evidence: 400 pairs" });
    });
  });

  it("keeps the usual sentence where the pairs are too few by themselves", () => {
    const events = [...armEvents("baseline", "PP"), ...armEvents("short", "PF")];
    assert.match(
      planeOf({ events, input: { status: "paused" } }).comparison?.sentence ?? "",
      /^Not enough rows to tell short from baseline: these 2 rows/,
    );
  });

  it("says that files were edited since", () => {
    assert.match(
      planeOf({ events: better, input: { changedFiles: [{ path: "a.prompt", isDeleted: false }] } }).editedSince?.sentence ?? "",
      /^a\.prompt was edited after this run;/,
    );
  });

  it("warns of errors", () => {
    assert.deepEqual(
      planeOf({ events: armEvents("short", "PE"), input: { planWarnings: ["planned"] } }).warnings.map(({ text }) => text.split(" ")[0]),
      ["planned", "Every", "78", "1"],
    );
  });

  it("stays below the size of a message, and within the schema, whatever the names", () => {
    const name = hostileCharacters.join("").repeat(300);
    const items = Array.from({ length: 600 }, (_, index) => manifestCriterionOf(`c${index}`, { name }));
    const experiment = { ...manifestOf().experiment, name };
    const summary = planeOf({
      events: better,
      variants: ["baseline", ...Array.from({ length: 200 }, (_, index) => `v${index}-${"x".repeat(300)}`)],
      manifest: { criteria: { ...manifestOf().criteria, items }, experiment },
      input: {
        status: "running",
        planWarnings: Array.from({ length: 100 }, () => name),
        changedFiles: Array.from({ length: 4 }, () => ({ path: name, isDeleted: false })),
      },
    });
    assert.ok(jsonBytes({ kind: "summary", summary }) <= mostMessageBytes);
    assert.equal(hostMessageSchema.safeParse({ kind: "summary", summary }).success, true);
  });
});
