// What the view knows: the last plane of each kind, and what the person has chosen. The host's figures are never touched here.
import type { SampleKey } from "../../src/protocol/actions.ts";
import type { HostMessage, ViewState } from "../../src/protocol/messages.ts";
import type { RowsQuery } from "../../src/protocol/rows-plane.ts";
import type { SamplePlane } from "../../src/protocol/sample-plane.ts";
import type { SummaryPlane } from "../../src/protocol/summary-plane.ts";
import { withWindow, type RowWindows } from "./row-windows.ts";
import { defaultQuery, isSameQuery } from "./rows-query.ts";

export type Tab = ViewState["tab"];

export interface PanelState {
  readonly tab: Tab;
  readonly query: RowsQuery;
  /** The sample that is asked for; its plane may still be that of the one before. */
  readonly openSample: SampleKey | null;
  /** What the choices above are about. */
  readonly subject: ViewState["subject"] | null;
  readonly summary: SummaryPlane | null;
  readonly windows: RowWindows;
  readonly sample: SamplePlane | null;
  /** True when the host has said that the sample asked for does not exist. */
  readonly isSampleMissing: boolean;
  readonly failure: { readonly message: string; readonly hint: string | null } | null;
  /** What a screen reader is told next; it never interrupts. */
  readonly announcement: string;
}

/** Whether samples still come in: figures are figures so far, and the run can be cancelled. A paused run has stopped. */
export function isLive(status: SummaryPlane["status"]): boolean {
  return status === "running";
}

/** The state before anything has arrived, with the choices that were kept over a reload. */
export function initialState(kept: ViewState | null): PanelState {
  return {
    tab: kept?.tab ?? "overview",
    query: kept === null ? defaultQuery(null) : { ...kept.query, variant: kept.variant },
    openSample: kept?.sample ?? null,
    subject: kept?.subject ?? null,
    summary: null,
    windows: [],
    sample: null,
    isSampleMissing: false,
    failure: null,
    announcement: "",
  };
}

/** The state after a message: a plane replaces the one of its kind, whole. */
export function reduce(state: PanelState, message: HostMessage): PanelState {
  switch (message.kind) {
    case "summary":
      return withSummary(state, message.summary);
    case "rows":
      // An answer to a question that is no longer asked would make the table jump.
      return isSameQuery(message.rows.query, state.query) ? { ...state, windows: withWindow(state.windows, message.rows) } : state;
    case "sample":
      return { ...state, sample: message.sample ?? state.sample, isSampleMissing: message.sample === null };
    case "failure":
      return { ...state, failure: { message: message.message, hint: message.hint } };
  }
}

function withSummary(state: PanelState, summary: SummaryPlane): PanelState {
  const next = { ...forSubject(state, summary), summary, subject: summary.subject };
  const isChoiceValid = next.query.variant !== null && summary.variants.includes(next.query.variant);
  return {
    ...next,
    query: isChoiceValid ? next.query : { ...next.query, variant: summary.variant },
  };
}

/** The state without what belongs to another run, and without choices that were made for another experiment. */
function forSubject(state: PanelState, { subject, variant }: SummaryPlane): PanelState {
  if (state.subject === null || isSameSubject(state.subject, subject)) return state;
  const withoutPlanes = { ...state, windows: [], sample: null, isSampleMissing: false, failure: null };
  if (state.subject.root === subject.root && state.subject.path === subject.path) return withoutPlanes;
  return { ...withoutPlanes, tab: "overview", query: defaultQuery(variant), openSample: null };
}

function isSameSubject(a: ViewState["subject"], b: ViewState["subject"]): boolean {
  return a.root === b.root && a.path === b.path && a.run === b.run;
}

/** What to keep over a reload; null while it is unknown what the panel shows. */
export function keptState({ subject, tab, query, openSample }: PanelState): ViewState | null {
  return subject === null ? null : { subject, variant: query.variant, tab, query, sample: openSample };
}
