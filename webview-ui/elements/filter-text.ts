// The text that is being typed into the filter: passed on once the person pauses, so that not every letter is a question.
import type { ReactiveController, ReactiveControllerHost } from "lit";

const pauseMs = 200;

export interface FilterText {
  /** What stands in the field while it differs from what was last passed on. */
  readonly typed: () => string | null;
  readonly type: (text: string) => void;
  /** Lets go of what was typed: the field shows what is asked. */
  readonly reset: () => void;
}

export function createFilterText(host: ReactiveControllerHost, onPause: (text: string) => void): FilterText {
  let typed: string | null = null;
  let timer: number | undefined;
  const reset = () => {
    window.clearTimeout(timer);
    typed = null;
  };
  const controller: ReactiveController = { hostDisconnected: reset };
  host.addController(controller);
  return {
    typed: () => typed,
    type: (text) => {
      window.clearTimeout(timer);
      typed = text;
      timer = window.setTimeout(() => {
        typed = null;
        onPause(text);
      }, pauseMs);
    },
    reset,
  };
}
