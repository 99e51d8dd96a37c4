// What to say when files are no longer what the run pinned: its figures belong to other text than the one beside it, or to none.
import type { SummaryPlane } from "../../../protocol/summary-plane.ts";
import { preview } from "./text-limits.ts";

const mostNames = 3;
const longestName = 200;

/** A file that the run pinned and that reads otherwise today, or is gone. */
export interface ChangedFile {
  readonly path: string;
  readonly isDeleted: boolean;
}

/** Null when nothing has changed. */
export function editedSince(changedFiles: readonly ChangedFile[], isLive: boolean): SummaryPlane["editedSince"] {
  if (changedFiles.length === 0) return null;
  const names = changedFiles.slice(0, mostNames).map(({ path }) => preview(path.slice(path.lastIndexOf("/") + 1), longestName));
  const others = changedFiles.length - names.length;
  const all = others === 0 ? names : [...names, `${others} more ${others === 1 ? "file" : "files"}`];
  const last = all.pop() ?? "";
  const isGone = changedFiles.every(({ isDeleted }) => isDeleted);
  const isHere = changedFiles.every(({ isDeleted }) => !isDeleted);
  const what = isGone ? "deleted" : isHere ? "edited" : "edited or deleted";
  const [were, text] = changedFiles.length === 1 ? ["was", "text"] : ["were", "texts"];
  const who = all.length === 0 ? last : `${all.join(", ")} and ${last}`;
  const showChanges = { label: "Show Changes", action: { kind: "command", command: "show-template-changes" } } as const;
  const runAgain = { label: "Run Again", action: { kind: "command", command: "run" } } as const;
  return {
    sentence: `${who} ${were} ${what} after this run${isLive ? " began" : ""}; the figures belong to the pinned ${text}.`,
    actions: [...(changedFiles.some(({ path }) => path.endsWith(".prompt")) ? [showChanges] : []), ...(isLive ? [] : [runAgain])],
  };
}
