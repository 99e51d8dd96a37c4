// Progress of a run on stderr: one redrawn line on a terminal, a plain line now and then elsewhere.
import { plannedSamples, type RunRecord } from "../core/domain/run-record.ts";
import type { PauseState } from "../core/engine/calling/pause.ts";
import { escapeLine } from "../core/report/escape.ts";
import { formatCount } from "../core/report/figures.ts";
import type { Terminal } from "./terminal.ts";

export interface Progress {
  /** Shows itself from now on: what has to be said before has been said. */
  start(): void;
  update(record: RunRecord): void;
  /** The run has paused by itself or has tried in vain whether it can go on; null when it goes on. */
  pause(state: PauseState | null): void;
  stop(): void;
}

const plainEveryMs = 30_000;
const redrawEveryMs = 100;

export async function createProgress(terminal: Terminal, planned: number): Promise<Progress> {
  let shownAt = Date.now();
  let shownBatches: string | null = null;
  const startedAt = shownAt;
  const line = (record: RunRecord): string => {
    const batches = batchesLine(record);
    if (batches !== null) return `${batches}, ${formatCount(answered(record))} of ${formatCount(planned)} answered`;
    const ended = answered(record);
    const seconds = (Date.now() - startedAt) / 1000;
    const rate = ended / Math.max(seconds, 0.001);
    const left = rate === 0 ? "" : `, ${Math.ceil((planned - ended) / rate)} s left`;
    return `${formatCount(ended)} of ${formatCount(planned)} answered, ${formatCount(record.calls.rating)} ratings asked, ${rate.toFixed(1)}/s${left}`;
  };
  if (!terminal.isInteractive) {
    return {
      start: () => undefined,
      update(record) {
        const batches = batchesLine(record);
        if (batches === shownBatches && Date.now() - shownAt < plainEveryMs) return;
        shownAt = Date.now();
        shownBatches = batches;
        terminal.note(line(record));
      },
      pause: (state) => terminal.note(state === null ? "goes on" : pauseText(state)),
      stop: () => undefined,
    };
  }
  const { default: ora } = await import("ora");
  let countdown: NodeJS.Timeout | undefined;
  const spinner = ora({ stream: process.stderr, discardStdin: false, text: "starting" });
  return {
    start: () => void spinner.start(),
    update(record) {
      if (countdown !== undefined || Date.now() - shownAt < redrawEveryMs) return;
      shownAt = Date.now();
      spinner.text = line(record);
    },
    pause(state) {
      clearInterval(countdown);
      const draw = (): void => void (spinner.text = state === null ? "goes on" : escapeLine(pauseText(state)));
      countdown = state === null ? undefined : setInterval(draw, 1000).unref();
      draw();
    },
    stop() {
      clearInterval(countdown);
      spinner.stop();
    },
  };
}

function answered(record: RunRecord): number {
  return [...plannedSamples(record)].filter((sample) => sample.response !== null).length;
}

/** How far the batches of a run are; null in a live run, and as long as nothing was handed over. */
function batchesLine({ batches }: RunRecord): string | null {
  const known = [...batches.byToken.values()];
  if (known.length === 0) return null;
  const of = (...steps: readonly string[]): number => known.filter(({ step }) => steps.includes(step)).length;
  const submitted = of("submitted", "collected", "unknown");
  if (submitted === 0) return "Handing a batch over";
  const waiting = of("submitted");
  return `${formatCount(submitted)} ${submitted === 1 ? "batch" : "batches"} submitted, ${formatCount(waiting)} waiting for the provider, ${formatCount(of("collected"))} collected`;
}

function pauseText({ reason, retryAt }: PauseState): string {
  const seconds = Math.max(1, Math.round((retryAt - Date.now()) / 1000));
  return `paused: ${reason.replace(/\.$/, "")}, trying again in ${seconds} s`;
}
