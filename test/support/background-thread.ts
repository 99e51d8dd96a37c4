/** The editor's background thread as the extension starts it, from the built bundle, without the editor. */
import type { Keys, Notice, RunProgress, RunRequest } from "../../src/extension/background/contract.ts";
import { startThread, type Thread } from "../../src/extension/background/thread.ts";

const home = new URL("../../dist/", import.meta.url);

export interface BackgroundThread extends AsyncDisposable {
  readonly ask: Thread["ask"];
  /** Ends the thread as a crash would. */
  readonly stop: Thread["stop"];
  /** Plans the run and starts that very plan, as the editor does. */
  start(request: RunRequest & { readonly keys: Keys }): Promise<{ readonly runId: string }>;
  /** Every notice so far. */
  readonly notices: readonly Notice[];
  /** How often the thread has said that it is gone. */
  readonly stops: () => number;
  /** The first progress of a run that is as it should be; waits for it. */
  progress(runId: string, isAs: (progress: RunProgress) => boolean): Promise<RunProgress>;
  /** The notice that a run has ended; waits for it. */
  end(runId: string): Promise<Extract<Notice, { kind: "run-end" }>>;
}

export function startBackgroundThread(): BackgroundThread {
  const notices: Notice[] = [];
  let heard: (() => void)[] = [];
  let stops = 0;
  const { ask, stop } = startThread({
    home,
    fetch: globalThis.fetch,
    onNotice(notice) {
      notices.push(notice);
      const listeners = heard;
      heard = [];
      for (const listener of listeners) listener();
    },
    onStop: () => void (stops += 1),
  });
  const until = async <Found>(find: (notice: Notice) => Found | null): Promise<Found> => {
    for (;;) {
      for (const notice of notices) {
        const found = find(notice);
        if (found !== null) return found;
      }
      await new Promise<void>((resolve) => void heard.push(resolve));
    }
  };
  return {
    ask,
    stop,
    async start({ keys, ...request }) {
      const { planHash } = await ask("run/plan", request);
      return ask("run/start", { ...request, keys, planHash });
    },
    notices,
    stops: () => stops,
    progress: (runId, isAs) =>
      until((notice) => (notice.kind === "run-progress" && notice.runId === runId && isAs(notice.progress) ? notice.progress : null)),
    end: (runId) => until((notice) => (notice.kind === "run-end" && notice.runId === runId ? notice : null)),
    [Symbol.asyncDispose]: stop,
  };
}
