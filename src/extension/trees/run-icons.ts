// How a run stands, as an icon; words stand beside it always, so that colour alone never says anything.
import type { RunListItem, RunProgress } from "../background/contract.ts";
import type { NodeContext } from "./contexts.ts";
import type { Icon } from "./tree-node.ts";

type Verdict = NonNullable<RunListItem["verdict"]>;

const verdictIcons: Readonly<Record<Verdict, Icon>> = {
  better: { name: "arrow-circle-up", color: "charts.green" },
  worse: { name: "arrow-circle-down", color: "charts.red" },
  no_evidence: { name: "remove" },
  not_enough_rows: { name: "question" },
};

const statusIcons: Readonly<Record<RunListItem["status"], Icon>> = {
  running: { name: "sync" },
  paused: { name: "debug-pause" },
  cancelled: { name: "primitive-square" },
  interrupted: { name: "debug-disconnect" },
  incomplete: { name: "warning", color: "problemsWarningIcon.foreground" },
  done: { name: "pass" },
  unreadable: { name: "error", color: "charts.red" },
};

export function armIcon(verdict: Verdict | null): Icon {
  return verdict === null ? { name: "circle-outline" } : verdictIcons[verdict];
}

/** A run of this window: it moves only while its calls do. */
export function liveIcon({ pausedFor, waitingBatches }: RunProgress): Icon {
  if (pausedFor !== null) return statusIcons.paused;
  return { name: waitingBatches > 0 ? "watch" : "sync~spin" };
}

/** `live` is how far it is, for a run of this window. */
export function runIcon({ status, verdict, samples, errors }: RunListItem, live: RunProgress | null): Icon {
  if (live !== null) return liveIcon(live);
  if (status !== "done") return statusIcons[status];
  if (verdict !== null) return verdictIcons[verdict];
  return samples > 0 && errors === samples ? { name: "circle-slash", color: "charts.red" } : statusIcons.done;
}

/** What context menus ask for: a run can be cancelled only in the window that runs it. */
export function runContext({ status, isRetriable }: RunListItem, live: RunProgress | null): NodeContext {
  if (live !== null) return "run.running";
  if (status === "running") return "run.elsewhere";
  if (status === "unreadable") return "run.unreadable";
  if (status === "done") return isRetriable ? "run.done-with-errors" : "run.done";
  return "run.resumable";
}
