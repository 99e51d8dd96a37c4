// One run opened for looking at: its record and the inputs it pinned, projected to the planes that the panel draws.
import { isTouchstoneError } from "../../core/base/errors.ts";
import type { Files } from "../../core/base/ports.ts";
import type { NoiseFloor } from "../../core/comparison/noise.ts";
import type { RunManifest } from "../../core/domain/run-manifest.ts";
import type { RunRecord } from "../../core/domain/run-record.ts";
import { textOf, type RunTexts } from "../../core/domain/run-texts.ts";
import { baselineName } from "../../core/documents/setup.ts";
import { changedInputs } from "../../core/engine/changed-inputs.ts";
import { readPinned } from "../../core/engine/planning/stored-plan.ts";
import { pinnedInputs, type PinnedInputs } from "../../core/engine/stored/pinned-inputs.ts";
import type { ChangedFile } from "../../core/report/results/edited-since.ts";
import { createLineMatcher } from "../../core/report/results/line-matcher.ts";
import { findLine, rowLines, type LineSet, type LineSource, type RowsSource } from "../../core/report/results/row-lines.ts";
import { rowsPlane } from "../../core/report/results/rows-plane.ts";
import { samplePlane } from "../../core/report/results/sample-plane.ts";
import { summaryFigures, type SummaryFigures } from "../../core/report/results/summary-figures.ts";
import { summaryPlane } from "../../core/report/results/summary-plane.ts";
import type { RunStatus } from "../../core/report/run-result.ts";
import type { SampleKey } from "../../protocol/actions.ts";
import type { RowsPlane, RowsQuery } from "../../protocol/rows-plane.ts";
import type { SamplePlane } from "../../protocol/sample-plane.ts";
import type { SummaryPlane } from "../../protocol/summary-plane.ts";
import { once } from "./once.ts";
import { subjectPath } from "./subject-path.ts";

export interface ResultsModelInput {
  readonly root: string;
  readonly manifest: RunManifest;
  /** Live: events are applied to it while the run goes on. */
  readonly record: RunRecord;
  readonly texts: RunTexts;
  readonly status: () => RunStatus;
  readonly pinned: Files;
  readonly planWarnings: readonly string[];
  /** What the newest A/A run of the baseline found. */
  readonly floor: () => Promise<NoiseFloor | null>;
}

interface SummaryOptions {
  readonly variant: string | null;
  readonly now: number;
  /** The project as it is today. */
  readonly files: Files;
  /** The cap that a resumed run would have. */
  readonly resumeCapUsd: number;
}

export interface ResultsModel {
  readonly manifest: RunManifest;
  readonly record: RunRecord;
  readonly texts: RunTexts;
  readonly status: () => RunStatus;
  readonly pinned: Files;
  /** What the newest A/A run of the baseline found. */
  readonly floor: () => Promise<NoiseFloor | null>;
  summary(options: SummaryOptions): Promise<SummaryPlane>;
  rows(query: RowsQuery, window: { readonly from: number; readonly to: number }): Promise<RowsPlane>;
  sample(key: SampleKey, query: RowsQuery): Promise<SamplePlane | null>;
  response(key: SampleKey, variant: string): Promise<string | null>;
  changedFiles(files: Files): Promise<ChangedFile[]>;
  readonly inputs: () => Promise<PinnedInputs>;
}

export function createResultsModel(input: ResultsModelInput): ResultsModel {
  const { root, manifest, record, texts, status, pinned, planWarnings, floor } = input;
  const load = once(() => loadPinned(manifest, pinned));
  const lines = keepLines(record);
  const match = createLineMatcher(texts);
  const figures = keepFigures(manifest, record);
  const source = async (variant: string | null): Promise<RowsSource> => {
    const { rows, columns } = await load();
    return { manifest, columns, lines: lines({ manifest, record, rows }, variant), texts, match };
  };
  return {
    manifest,
    record,
    texts,
    status,
    pinned,
    floor,
    async summary({ variant, now, files, resumeCapUsd }) {
      const changed = await changedInputs(manifest, files);
      const isRunning = status() === "running";
      const noise = isRunning ? null : await floor();
      const plane = {
        manifest: isRunning ? manifest : { ...manifest, limits: { ...manifest.limits, maxCostUsd: resumeCapUsd } },
        record,
        status: status(),
        root,
        path: subjectPath(manifest),
        variant,
        now,
        changedFiles: changed,
        planWarnings,
      };
      return summaryPlane({ ...plane, floor: noise }, figures(isRunning, noise));
    },
    async rows(query, window) {
      return rowsPlane(await source(query.variant), query, window);
    },
    async sample(key, query) {
      const { messages, lineOf } = await load();
      return samplePlane({ ...(await source(query.variant)), messages, lineOf, collectionPath: manifest.collection.path }, key, query);
    },
    async response(key, variant) {
      const arm = (await source(variant)).lines;
      const line = findLine(arm, key);
      // The first arm of every run goes by that name too, whatever it is called: a gate against a commit has a base.
      const isOfBaseline = variant === arm.baseline || variant === baselineName;
      const sample = arm.variant !== null && isOfBaseline ? line?.baseline : line?.sample;
      for await (const whole of texts.read(sample == null ? [] : [sample], "responses")) return textOf(whole) ?? whole.problem;
      return null;
    },
    changedFiles: (files) => changedInputs(manifest, files),
    inputs: load,
  };
}

/** What the run was made from; where this version cannot read it, the rows are known by their ids alone. */
async function loadPinned(manifest: RunManifest, pinned: Files): Promise<PinnedInputs> {
  try {
    const { value: setup } = await readPinned(manifest, pinned);
    return pinnedInputs(setup, manifest);
  } catch (error) {
    if (!isTouchstoneError(error)) throw error;
    return pinnedInputs(null, manifest);
  }
}

/** Made up again only when something was recorded since, or another A/A run was made. */
function keepFigures(manifest: RunManifest, record: RunRecord): (isLive: boolean, floor: NoiseFloor | null) => SummaryFigures {
  let kept: { readonly isLive: boolean; readonly check: string | null; readonly version: number; readonly figures: SummaryFigures } | null =
    null;
  return (isLive, floor) => {
    const check = floor?.runId ?? null;
    if (kept?.isLive !== isLive || kept.check !== check || kept.version !== record.events)
      kept = { isLive, check, version: record.events, figures: summaryFigures(manifest, record, isLive, floor) };
    return kept.figures;
  };
}

/** The lines of an arm, made again only when something was recorded since. */
function keepLines(record: RunRecord): (source: LineSource, variant: string | null) => LineSet {
  let kept: { readonly variant: string | null; readonly version: number; readonly lines: LineSet } | null = null;
  return (source, variant) => {
    if (kept?.variant !== variant || kept.version !== record.events)
      kept = { variant, version: record.events, lines: rowLines(source, variant) };
    return kept.lines;
  };
}
