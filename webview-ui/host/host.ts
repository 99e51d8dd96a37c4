// What the view needs of whoever shows it: an editor, or a file that holds one finished run.
import type { HostMessage, ViewMessage, ViewState } from "../../src/protocol/messages.ts";

export interface Host {
  /** True for a file: it shows its run, and can open, start and stop nothing. */
  readonly isFile: boolean;
  /** Sends an intent. There is no answer as such: planes arrive when they are ready. */
  readonly post: (message: ViewMessage) => void;
  /** Calls the listener with each message that has passed its schema. */
  readonly onMessage: (listener: (message: HostMessage) => void) => void;
  /** What was kept before a reload; null when there is nothing, or nothing that can be understood. */
  readonly getState: () => ViewState | null;
  readonly setState: (state: ViewState) => void;
}
