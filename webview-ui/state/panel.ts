// The one store of the view: applies what the host says and what the person does, and asks again for what is on the screen.
import type { Action, Chip, SampleKey } from "../../src/protocol/actions.ts";
import { viewProtocol } from "../../src/protocol/messages.ts";
import type { RowsQuery } from "../../src/protocol/rows-plane.ts";
import type { Host } from "../host/host.ts";
import { announcement } from "./announcement.ts";
import { initialState, keptState, reduce, type PanelState, type Tab } from "./panel-state.ts";
import { windowAround, type LineRange } from "./row-windows.ts";
import { defaultQuery, isSameQuery } from "./rows-query.ts";

/** A place in a file of the project. */
export interface Place {
  readonly file: string;
  readonly line: number;
}

export interface Panel {
  /** True where nothing can be opened or run from here: such links and buttons are left out. */
  readonly isFile: boolean;
  readonly state: () => PanelState;
  /** Calls the listener after each change; the answer ends that. */
  readonly onChange: (listener: () => void) => () => void;
  /** Tells the host that the view can draw. */
  readonly start: () => void;
  readonly showTab: (tab: Tab) => void;
  readonly selectVariant: (variant: string) => void;
  /** Shows other rows, or in another order. */
  readonly changeQuery: (change: Partial<RowsQuery>) => void;
  /** Shows the Rows tab with these chips and nothing else narrowed. */
  readonly showRows: (chips: readonly Chip[]) => void;
  /** Shows all rows in the order of one criterion. */
  readonly showCriterion: (id: string) => void;
  /** Says which lines are on the screen. */
  readonly needRows: (visible: LineRange) => void;
  readonly openSample: (key: SampleKey) => void;
  readonly act: (action: Action) => void;
  readonly openPlace: (place: Place) => void;
  /** Opens the line of the collection where a row is written. */
  readonly openRow: (key: SampleKey) => void;
  /** Opens both responses in the diff editor, or the only one of a run without variants. */
  readonly openResponses: (key: SampleKey) => void;
  readonly openResponse: (key: SampleKey, variant: string) => void;
  readonly dismissFailure: () => void;
}

export function isSameKey(a: SampleKey | null | undefined, b: SampleKey | null | undefined): boolean {
  return a != null && b != null && a.row === b.row && a.epoch === b.epoch;
}

/** A store over this host; nothing is asked before `start`. */
export function createPanel(host: Host): Panel {
  let state = initialState(host.getState());
  let asked: LineRange | null = null;
  const listeners = new Set<() => void>();

  const update = (next: PanelState) => {
    if (next === state) return;
    state = next;
    const kept = keptState(state);
    if (kept !== null) host.setState(kept);
    for (const listener of listeners) listener();
  };
  const changeQuery = (change: Partial<RowsQuery>) => {
    const query = { ...state.query, ...change };
    if (isSameQuery(query, state.query)) return;
    asked = null;
    update({ ...state, query });
  };
  const askSample = ({ openSample: key, query }: PanelState) => {
    if (key !== null) host.post({ kind: "sample-open", key, query });
  };
  const showTab = (tab: Tab) => {
    if (tab === state.tab) return;
    leaveTab();
    update({ ...state, tab });
    if (tab === "sample") askSample(state);
  };
  const leaveTab = () => {
    if (state.tab === "rows") host.post({ kind: "rows-hidden" });
    if (state.tab === "sample" && state.openSample !== null) host.post({ kind: "sample-close" });
    asked = null;
  };
  const openSample = (key: SampleKey) => {
    if (state.tab !== "sample") leaveTab();
    update({ ...state, tab: "sample", openSample: key, isSampleMissing: false });
    askSample(state);
  };
  const openResponse = (key: SampleKey, variant: string) => host.post({ kind: "response-open", key, variant });
  const showRows = (query: RowsQuery) => {
    changeQuery(query);
    showTab("rows");
  };

  /** Asks again for what the person is looking at, when it belongs to a run that the host has not been asked about. */
  const askAgain = (before: PanelState, next: PanelState) => {
    const isNewRun = before.summary === null || before.summary.subject.run !== next.summary?.subject.run;
    const { variant } = next.query;
    if (isNewRun && variant !== null && variant !== next.summary?.variant) host.post({ kind: "variant-select", variant });
    if (isNewRun || !isSameQuery(before.query, next.query)) asked = null;
    if (isNewRun && next.tab === "sample") askSample(next);
  };

  host.onMessage((message) => {
    const before = state;
    const next = reduce(before, message);
    if (message.kind !== "summary") return update(next);
    askAgain(before, next);
    update({ ...next, announcement: announcement(before.summary, message.summary) ?? next.announcement });
  });

  return {
    isFile: host.isFile,
    state: () => state,
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    start: () => host.post({ kind: "ready", protocol: viewProtocol }),
    showTab,
    selectVariant: (variant) => {
      if (variant === state.query.variant) return;
      host.post({ kind: "variant-select", variant });
      changeQuery({ variant });
      if (state.tab === "sample") askSample(state);
    },
    changeQuery,
    showRows: (chips) => showRows({ ...defaultQuery(state.query.variant), chips: [...chips] }),
    showCriterion: (id) => showRows({ ...defaultQuery(state.query.variant), sort: { by: `criterion:${id}`, isDescending: false } }),
    needRows: (visible) => {
      if (state.tab !== "rows" || state.summary === null) return;
      const matched = state.windows[0]?.matched ?? null;
      const wanted = windowAround(visible, asked, matched);
      if (wanted === asked) return;
      asked = wanted;
      host.post({ kind: "rows-visible", query: state.query, ...wanted });
    },
    openSample,
    act: (action) => {
      if (action.kind === "show-rows") showRows({ ...defaultQuery(state.query.variant), chips: action.chips });
      else host.post({ kind: "action", action });
    },
    openPlace: (place) => host.post({ kind: "place-open", ...place }),
    openRow: (key) => host.post({ kind: "row-open", key }),
    openResponses: (key) => {
      const { variant } = state.query;
      const [only] = state.summary?.arms ?? [];
      if (variant !== null) host.post({ kind: "responses-compare", key, variant });
      else if (only !== undefined) openResponse(key, only.name);
    },
    openResponse,
    dismissFailure: () => update({ ...state, failure: null }),
  };
}
