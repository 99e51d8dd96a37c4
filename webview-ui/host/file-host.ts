// A file as host: the planes of one finished run, which lie in the page as JSON that nothing runs, answer what the view asks.
import type { SampleKey } from "../../src/protocol/actions.ts";
import { hostMessageSchema, type HostMessage, type ViewMessage } from "../../src/protocol/messages.ts";
import { mostLines, type RowLine, type RowsPlane, type RowsQuery } from "../../src/protocol/rows-plane.ts";
import type { SamplePlane } from "../../src/protocol/sample-plane.ts";
import type { SummaryPlane } from "../../src/protocol/summary-plane.ts";
import type { Host } from "./host.ts";
import { queryLines, type QueriedLines } from "./query-lines.ts";

/** What the file holds of one variant; of a run without variants the baseline stands under null. */
interface VariantData {
  readonly summary: SummaryPlane;
  /** The first window, for what all lines share. */
  rows: RowsPlane | null;
  readonly lines: RowLine[];
  readonly samples: Map<string, SamplePlane>;
}

/** Reads the planes of a page: the summary of each variant, and behind each its lines and samples. */
export function createFileHost(page: Document): Host {
  const variants = readVariants(page);
  let heard = (message: HostMessage): void => void message;
  let shown = variants.keys().next().value ?? null;
  let kept: { readonly query: RowsQuery; readonly found: QueriedLines } | null = null;
  const tell = (message: HostMessage): void => queueMicrotask(() => heard(message));
  const dataOf = (variant: string | null): VariantData | undefined => variants.get(variant) ?? variants.get(shown);

  const find = (data: VariantData, query: RowsQuery): QueriedLines => {
    const head = data.rows ?? { criteria: [], columns: [], chips: [] };
    if (kept?.query !== query) kept = { query, found: queryLines(data.lines, head, query) };
    return kept.found;
  };
  const showSummary = (): void => {
    const data = dataOf(shown);
    if (data === undefined) tell({ kind: "failure", message: "This file holds no run that can be shown.", hint: "Export it again." });
    else tell({ kind: "summary", summary: data.summary });
  };
  const showRows = ({ query, from, to }: Extract<ViewMessage, { kind: "rows-visible" }>): void => {
    const data = dataOf(query.variant);
    if (data?.rows == null) return;
    const { lines, chips } = find(data, query);
    const window = lines.slice(from, Math.min(to, from + mostLines));
    tell({ kind: "rows", rows: { ...data.rows, query, chips, total: data.lines.length, matched: lines.length, from, lines: window } });
  };
  const showSample = ({ key, query }: Extract<ViewMessage, { kind: "sample-open" }>): void => {
    const data = dataOf(query.variant);
    const sample = data?.samples.get(nameOf(key));
    if (data === undefined || sample === undefined) return tell({ kind: "sample", sample: null });
    const { lines } = find(data, query);
    const index = lines.findIndex((line) => nameOf(line.key) === nameOf(key));
    const place = { position: index < 0 ? null : index + 1, matched: lines.length };
    const neighbours = { previous: lines[index - 1]?.key ?? null, next: index < 0 ? null : (lines[index + 1]?.key ?? null) };
    tell({ kind: "sample", sample: { ...sample, ...place, ...neighbours } });
  };
  return {
    isFile: true,
    onMessage: (listener) => void (heard = listener),
    getState: () => null,
    setState: () => undefined,
    post(message) {
      switch (message.kind) {
        case "ready":
          return showSummary();
        case "variant-select":
          shown = message.variant;
          return showSummary();
        case "rows-visible":
          return showRows(message);
        case "sample-open":
          return showSample(message);
        case "rows-hidden":
        case "sample-close":
          return;
        case "action":
        case "row-open":
        case "place-open":
        case "responses-compare":
        case "response-open":
          return tell({ kind: "failure", message: "A file only shows its run.", hint: "Open the run in the editor." });
      }
    },
  };
}

function nameOf({ row, epoch }: SampleKey): string {
  return `${epoch} ${row}`;
}

/** Each piece has passed its schema; what does not is left out. */
function readVariants(page: Document): Map<string | null, VariantData> {
  const variants = new Map<string | null, VariantData>();
  let open: VariantData | null = null;
  for (const { textContent } of page.querySelectorAll('script[type="application/json"]')) {
    const { data: message } = hostMessageSchema.safeParse(JSON.parse(textContent ?? "null"));
    if (message?.kind === "summary") {
      open = { summary: message.summary, rows: null, lines: [], samples: new Map() };
      variants.set(message.summary.variant, open);
    }
    if (message?.kind === "rows" && open !== null) {
      open.rows ??= message.rows;
      open.lines.push(...message.rows.lines);
    }
    if (message?.kind === "sample" && open !== null && message.sample !== null)
      open.samples.set(nameOf(message.sample.key), message.sample);
  }
  return variants;
}
