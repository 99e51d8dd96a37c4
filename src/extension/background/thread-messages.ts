// What goes to a background thread and what comes from it.
import type { Notice, Questions, ThreadFailure } from "./contract.ts";

/** What goes to a thread. */
export interface ThreadQuestion {
  readonly id: number;
  readonly kind: keyof Questions;
  readonly ask: unknown;
}

/** What comes from a thread. */
export type ThreadMessage =
  | { readonly kind: "answer"; readonly id: number; readonly answer: unknown }
  | { readonly kind: "failure"; readonly id: number; readonly failure: ThreadFailure }
  | { readonly kind: "notice"; readonly notice: Notice };
