// An arm of a finished run as an approved baseline; what is not whole is never approved.
import { TouchstoneError } from "../../base/errors.ts";
import type { Hash } from "../../base/hash.ts";
import type { Storage } from "../../base/ports.ts";
import { armFigures } from "../../comparison/arm-figures.ts";
import { scoreArm, type ScoredSample } from "../../comparison/arm-samples.ts";
import { groupByRow } from "../../comparison/metric.ts";
import { samplesPerArm } from "../../comparison/summarize-run.ts";
import type { ApprovedBaseline } from "../../domain/approved-baseline.ts";
import type { RunManifest } from "../../domain/run-manifest.ts";
import { withoutBase } from "../../documents/base-files.ts";
import { baseName } from "../../documents/load-against.ts";
import { isOnlyPinned } from "../../documents/working-copy.ts";
import { describeDamage } from "../../store/describe-damage.ts";
import { openArm, type OpenedArm } from "./open-arm.ts";

/** `name` is `<run>[:variant]`, as `compare` takes it. Throws `run/invalid` with what keeps it from being approved. */
export async function approveRun(storage: Storage, name: string, approvedAt: string): Promise<ApprovedBaseline> {
  const { run, variant, rows } = await openArm(storage, name);
  const { manifest, record } = run;
  const samples = scoreArm(record, variant, manifest.criteria);
  const obstacle = obstacleOf(run, variant, samples);
  if (obstacle !== null)
    throw new TouchstoneError("run/invalid", `Run ${manifest.runId} cannot be approved: ${obstacle.why}.`, { hint: obstacle.hint });
  const arm = manifest.variants.find(({ id }) => id === variant);
  const figures = armFigures(variant, samples, manifest.criteria, null);
  if (arm === undefined || figures.passRate === null) throw new Error("an approved arm has samples");
  const { criteria, git, against, experiment, collection } = manifest;
  const isOfBase = against !== undefined && variant === baseName;
  return {
    schema: "touchstone.baseline/1",
    run: manifest.runId,
    arm: variant,
    approvedAt,
    commit: isOfBase ? against.commit : (git?.commit ?? null),
    isDirty: !isOfBase && (git?.dirty ?? false),
    isSimulated: manifest.isSimulated,
    experiment: { path: experiment.path, hash: experiment.hash },
    collection: { path: collection.path, hash: collection.hash },
    template: { path: withoutBase(arm.template), hash: arm.templateHash },
    model: { id: arm.model, configHash: arm.configHash },
    criteria: { path: criteria.path, hash: criteria.hash },
    judge: judgeOf(manifest),
    epochs: manifest.epochs,
    figures: {
      samples: figures.samples,
      passed: figures.passed,
      failed: figures.failed,
      errors: figures.errors,
      passRate: figures.passRate.value,
      meanScore: figures.meanScore,
      costUsd: figures.costUsd,
      criteria: Object.fromEntries(figures.criteria.map(({ id, passed, failed, errors }) => [id, { passed, failed, errors }])),
    },
    rows: Object.fromEntries(
      [...groupByRow(samples)].map(([row, epochs]) => [row, { hash: hashOfRow(rows, row), outcomes: epochs.map(letterOf).join("") }]),
    ),
  };
}

interface Obstacle {
  readonly why: string;
  readonly hint: string;
}

function obstacleOf(run: OpenedArm["run"], variant: string, samples: readonly ScoredSample[]): Obstacle | null {
  const { manifest, record } = run;
  const { runId, experiment, purpose, isPartial, against } = manifest;
  if (isOnlyPinned(experiment.path))
    return {
      why: "it tried a text against another one, without an experiment of its own",
      hint: "Run an experiment that names the template.",
    };
  if (purpose !== "run") return { why: "it ran the baseline against itself", hint: "Approve an ordinary run." };
  if (isPartial) return { why: "only a part of the rows ran", hint: "Run all rows." };
  if (record.state !== "done") return { why: `it is not finished`, hint: `Finish it: touchstone resume ${runId}` };
  const [damage] = describeDamage(run);
  if (damage !== undefined) return { why: damage.replace(/\.$/, ""), hint: `Look at it: touchstone doctor ${runId}` };
  if (manifest.samples === 0 && against !== undefined)
    return { why: `nothing was asked, since all its requests are those of ${against.ref}`, hint: "Approve the run that answered them." };
  const missing = samplesPerArm(manifest) - samples.length;
  if (missing > 0 || samples.length === 0)
    return {
      why: `${missing} of ${samplesPerArm(manifest)} samples of ${variant} are missing`,
      hint: `Finish it: touchstone resume ${runId}`,
    };
  return null;
}

function judgeOf({ criteria: { judge } }: RunManifest): ApprovedBaseline["judge"] {
  return judge === null ? null : { model: judge.model, configHash: judge.configHash, promptHash: judge.promptHash };
}

function letterOf({ outcome }: ScoredSample): string {
  return outcome === "pass" ? "P" : outcome === "fail" ? "F" : "E";
}

function hashOfRow(rows: ReadonlyMap<string, string>, row: string): Hash {
  const hash = rows.get(row);
  if (hash?.startsWith("sha256:") === true) return `sha256:${hash.slice("sha256:".length)}`;
  throw new TouchstoneError("run/invalid", `The run has no hash of row ${row}.`, { hint: "Take another run." });
}
