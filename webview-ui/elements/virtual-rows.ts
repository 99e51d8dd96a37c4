// Which rows of a long table are in the document: drives the virtualiser from an element's life, for rows of one height.
import { Virtualizer, elementScroll, observeElementOffset, observeElementRect, type VirtualItem } from "@tanstack/virtual-core";
import type { ReactiveControllerHost } from "lit";

export interface VirtualRowsOptions {
  readonly count: number;
  readonly rowHeight: number;
  /** What sticks to the top of the scroller. */
  readonly headHeight: number;
}

export interface VirtualRows {
  /** The rows to draw, those just outside the view included. */
  readonly items: () => readonly VirtualItem[];
  /** Height of all rows together. */
  readonly height: () => number;
  /** The rows that can be seen, `to` exclusive. */
  readonly visible: () => { readonly from: number; readonly to: number };
  readonly scrollTo: (index: number) => void;
}

const overscan = 8;

/** Keeps the rows of a host element virtual; `scroller` is looked up after each drawing. */
export function createVirtualRows(
  host: ReactiveControllerHost,
  scroller: () => HTMLElement | null,
  options: () => VirtualRowsOptions,
): VirtualRows {
  let lastHeight = 0;
  const settings = ({ count, rowHeight, headHeight }: VirtualRowsOptions) => ({
    count,
    overscan,
    estimateSize: () => rowHeight,
    scrollMargin: headHeight,
    scrollPaddingStart: headHeight,
    getScrollElement: scroller,
    observeElementRect,
    observeElementOffset,
    scrollToFn: elementScroll,
    onChange: () => host.requestUpdate(),
  });
  const virtualizer = new Virtualizer<HTMLElement, HTMLElement>(settings({ count: 0, rowHeight: 0, headHeight: 0 }));
  let stop = (): void => undefined;
  host.addController({
    hostConnected: () => {
      stop = virtualizer._didMount();
    },
    hostDisconnected: () => stop(),
    hostUpdate: () => {
      virtualizer.setOptions(settings(options()));
      const { rowHeight } = options();
      if (rowHeight !== lastHeight && lastHeight !== 0) virtualizer.measure();
      lastHeight = rowHeight;
    },
    hostUpdated: () => virtualizer._willUpdate(),
  });
  return {
    items: () => virtualizer.getVirtualItems(),
    height: () => virtualizer.getTotalSize(),
    visible: () => {
      // Read from the element, because the virtualiser hears of a jump only with the next scroll event.
      const { scrollTop, clientHeight } = scroller() ?? { scrollTop: 0, clientHeight: 0 };
      const { rowHeight, headHeight } = options();
      return { from: Math.floor(scrollTop / rowHeight), to: Math.ceil((scrollTop + clientHeight - headHeight) / rowHeight) };
    },
    scrollTo: (index) => virtualizer.scrollToIndex(index, { align: "auto" }),
  };
}
