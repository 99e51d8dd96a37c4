// What keeps a comparison from meaning what it seems to, each found in a run that has it and not in one that has not.
import assert from "node:assert/strict";
import { scoreArm } from "../../../src/core/comparison/arm-samples.ts";
import { compareVariants } from "../../../src/core/comparison/compare-variants.ts";
import { designWarnings } from "../../../src/core/comparison/design-warnings.ts";
import type { NoiseFloor } from "../../../src/core/comparison/noise.ts";
import { summarizeRun } from "../../../src/core/comparison/summarize-run.ts";
import type { RunEvent } from "../../../src/core/domain/run-event.ts";
import type { ManifestModel, RunManifest } from "../../../src/core/domain/run-manifest.ts";
import { armEvents, ratingOf, recordOf, responseOf } from "../../support/event-factories.ts";
import { hashOf, manifestOf } from "../../support/factories.ts";

const floor: NoiseFloor = { runId: "check", spreads: [{ metric: "pass_rate", rows: 40, meanSquare: 0.01 }] };
const [all, none, half] = ["P".repeat(40), "F".repeat(40), "PF".repeat(20)];

interface Scene {
  readonly arms?: Readonly<Record<string, string>>;
  readonly events?: readonly RunEvent[];
  readonly manifest?: Partial<RunManifest>;
  readonly floor?: NoiseFloor | null;
}

/** A run of arms by letters; `floor` is known unless a scene says otherwise, so that nothing is missed. */
function warningsOf({ arms = { baseline: half, short: all }, events = [], manifest: changes = {}, floor: own = floor }: Scene): string[] {
  const names = Object.keys(arms);
  const manifest = manifestOf(names, changes);
  const record = recordOf(...Object.entries(arms).flatMap(([name, letters]) => armEvents(name, letters)), ...events);
  const [baseline, ...variants] = names.map((name) => ({ name, samples: scoreArm(record, name, manifest.criteria) }));
  if (baseline === undefined) return [];
  const comparisons = compareVariants(manifest, baseline, variants, own);
  const warned = variants.map((arm, index) => ({ ...arm, comparison: comparisons[index] ?? null }));
  return designWarnings(manifest, [{ ...baseline, comparison: null }, ...warned], own).map(({ text }) => text);
}

function modelOf(requested: string, origin = "https://api.openai.com"): ManifestModel {
  return { id: `openai/${requested}`, provider: "openai", origin, requested, params: {}, api: null };
}

function judgedBy(judge: ManifestModel, model: ManifestModel): Partial<RunManifest> {
  const base = manifestOf(["baseline", "short"]);
  return {
    models: [model, judge],
    variants: base.variants.map((variant) => ({ ...variant, model: model.id })),
    criteria: {
      ...base.criteria,
      judge: { model: judge.id, configHash: hashOf("judge"), promptVersion: 1, promptHash: hashOf("prompt") },
    },
  };
}

const variantsWith = (axes: readonly string[]): RunManifest["variants"] =>
  manifestOf(["baseline", "short"]).variants.map((variant, index) => (index === 0 ? variant : { ...variant, axes }));
const at = (hour: number): string => `2026-01-01T${String(hour).padStart(2, "0")}:00:00.000Z`;

function answeredAt(variant: string, hour: number): RunEvent[] {
  return Array.from({ length: 20 }, (_, index) => `r${index}`).flatMap((row) => [
    responseOf({ row, variant }, { t: at(hour) }),
    ratingOf({ row, variant }, { t: at(hour) }),
  ]);
}

function fromCache(variant: string, count: number): RunEvent[] {
  return Array.from({ length: 20 }, (_, index) => [`r${index}`, index < count] as const).flatMap(([row, cached]) => [
    responseOf({ row, variant }, { cost: { ...responseOf({ row }).cost, cached } }),
    ratingOf({ row, variant }),
  ]);
}

describe("designWarnings", () => {
  it("has nothing to say of a clear difference that was made as it should be", () => {
    assert.deepEqual(warningsOf({}), []);
  });

  const cases: readonly (readonly [string, Scene, RegExp, Scene])[] = [
    [
      "equal arms that came out unequal",
      { arms: { baseline: half, "baseline-again": all }, manifest: { purpose: "aa" } },
      /^baseline-again came out better than baseline, although they are the same\. Chance does this in about 5 of 100 Noise Checks/,
      { arms: { baseline: half, "baseline-again": half }, manifest: { purpose: "aa" } },
    ],
    [
      "a variant that changes two things",
      { manifest: { variants: variantsWith(["template", "model"]) } },
      /^Variant "short" changes 2 things at once \(template, model\).*Try each in a variant of its own\.$/,
      { manifest: { variants: variantsWith(["template"]) } },
    ],
    [
      "errors that differ by arm",
      { arms: { baseline: half, short: `${"P".repeat(37)}EEE` } },
      /^Errors differ by arm: 3 of 40 of short, 0 of 40 of baseline\..*`touchstone retry 019b7777/,
      { arms: { baseline: half, short: `${"P".repeat(38)}EE` } },
    ],
    [
      "a difference inside the noise",
      { arms: { baseline: half, short: `P${half.slice(0, 39)}` } },
      /^The difference of short, \+2\.5 points, lies inside the noise \(±4\.4 points\)/,
      { arms: { baseline: half, short: `PPPP${half.slice(4)}` } },
    ],
    [
      "arms that were asked hours apart",
      { arms: { baseline: "", short: "" }, events: [...answeredAt("baseline", 1), ...answeredAt("short", 4)], floor: null },
      /^short was answered about 3 hours after baseline/,
      { arms: { baseline: "", short: "" }, events: [...answeredAt("baseline", 1), ...answeredAt("short", 2)] },
    ],
    [
      "answers of one arm from the cache",
      { arms: { baseline: "", short: "" }, events: [...fromCache("baseline", 15), ...fromCache("short", 0)] },
      /^Answers from the cache differ by arm: 0 of 20 of short, 15 of 20 of baseline\..*`--fresh`/,
      { arms: { baseline: "", short: "" }, events: [...fromCache("baseline", 15), ...fromCache("short", 14)] },
    ],
    [
      "rows that repeat each other",
      { manifest: { collection: { ...manifestOf().collection, duplicates: { equal: 2, alike: 1 } } } },
      /^2 rows repeat the inputs of another; 1 row differs from another only in case/,
      {},
    ],
    [
      "the best of three variants",
      { arms: { baseline: half, a: all, b: half, c: half } },
      /^a is the best of 3 variants on the very rows that it was chosen by/,
      { arms: { baseline: half, a: all, b: half } },
    ],
    [
      "a judge of the judged model's family",
      { manifest: judgedBy(modelOf("gpt-5-2026-01-01"), modelOf("gpt-5-mini-2026-01-01")) },
      /^The judge openai\/gpt-5-2026-01-01 is of the family of a model that it judges \(GPT\)/,
      { manifest: judgedBy(modelOf("gpt-5-2026-01-01"), modelOf("llama3.1:8b", "http://localhost:1")) },
    ],
    [
      "a judge that is not pinned",
      { manifest: judgedBy(modelOf("gpt-5"), modelOf("llama3.1:8b", "http://localhost:1")) },
      /^The judge openai\/gpt-5 is not pinned/,
      { manifest: judgedBy(modelOf("gpt-5-2026-01-01"), modelOf("llama3.1:8b", "http://localhost:1")) },
    ],
    [
      "a baseline that no Noise Check was made of",
      { floor: null },
      /^No Noise Check has been run for this baseline.*Run one with `touchstone aa`\.$/,
      { floor: null, manifest: { epochs: 2 } },
    ],
  ];
  for (const [what, scene, expected, unlike] of cases) {
    it(`tells of ${what}`, () => {
      assert.ok(
        warningsOf(scene).some((text) => expected.test(text)),
        warningsOf(scene).join("\n"),
      );
    });
    it(`does not tell of ${what} where there is none`, () => {
      assert.ok(!warningsOf(unlike).some((text) => expected.test(text)), warningsOf(unlike).join("\n"));
    });
  }

  it("says of temperature 0 that it keeps nothing still, as long as nobody has measured it", () => {
    const models = [{ ...modelOf("m"), id: "simulated/test-1", params: { temperature: 0 } }];
    assert.match(warningsOf({ floor: null, manifest: { models } }).at(-1) ?? "", /Temperature 0 does not keep them still/);
  });

  it("says nothing of a Noise Check to somebody who has not looked for one", () => {
    const events = [...armEvents("baseline", half), ...armEvents("short", all)];
    const manifest = manifestOf(["baseline", "short"], { samples: 80 });
    assert.deepEqual(
      [summarizeRun(manifest, recordOf(...events)).warnings.length, summarizeRun(manifest, recordOf(...events), null).warnings.length],
      [1, 2],
    );
  });

  it("puts what spoils the figures before what would make more of them", () => {
    const texts = warningsOf({
      arms: { baseline: half, short: none },
      manifest: { variants: variantsWith(["template", "model"]) },
      floor: null,
    });
    assert.deepEqual(
      texts.map((text) => text.slice(0, 7)),
      ["Variant", "No Nois"],
    );
  });
});
