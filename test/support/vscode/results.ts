/** The results panel as a person sees it: its tabs, its sentences, the rows, and what stands in an open sample. */
import type { FrameLocator, Locator, Page } from "playwright-core";

import { eventually, expecting, patienceMs } from "./waiting.ts";

/** A tab of the panel. */
export type ResultsTab = "Overview" | "Rows" | "Sample";

/** The panel of a window. */
export interface Results {
  /** The content of the webview that is visible: the inner one of its two nested frames. */
  resultsFrame(): FrameLocator;
  /** Waits for a state or a verdict that contains this; returns the whole of it as text. */
  block(text: string | RegExp): Promise<string>;
  /** Waits until a run has ended and its figures contain this; returns all of them as text. */
  waitForFigures(text: string): Promise<string>;
  /** The tab that is shown. */
  shownTab(): Promise<string>;
  showTab(tab: ResultsTab): Promise<void>;
  /** Presses a button or a link of the part that is shown. */
  press(label: string | RegExp): Promise<void>;
  /** Waits for the row with this id, and opens it as a double click does. */
  openRow(id: string): Promise<void>;
  /** Waits for the open sample of this row; returns the whole of it as text. */
  sample(id: string): Promise<string>;
  /** The ids of the rows on the screen, from the top. */
  rowIds(): Promise<string[]>;
  /** Waits for a banner above the figures; returns the whole of it as text. */
  banner(text: string | RegExp): Promise<string>;
}

/** The panel of one window. */
export function results(page: Page): Results {
  const frame = page.frameLocator("iframe.webview.ready:visible").frameLocator("#active-frame");
  const shown = frame.locator(".tab-panel:not([hidden])");
  const selected = frame.getByRole("tab", { selected: true });
  const see = async (what: string, found: Locator) => {
    await expecting(page, `${what} in the results`, () => found.first().waitFor({ timeout: patienceMs }));
    return found.first();
  };
  const read = async (what: string, found: Locator) => plainText(await (await see(what, found)).innerText());
  return {
    resultsFrame: () => frame,
    block: (text) =>
      read(
        `"${String(text)}"`,
        frame.locator("touchstone-overview section.card, touchstone-overview section.verdict").filter({ hasText: text }),
      ),
    waitForFigures: (text) =>
      read(`figures with "${text}"`, frame.locator("touchstone-overview .scroller:not(:has(.card))").filter({ hasText: text })),
    shownTab: async () => (await (await see("a tab", selected)).innerText()).trim(),
    async showTab(tab) {
      await expecting(page, `the tab ${tab}`, () => frame.getByRole("tab", { name: tab }).click({ timeout: patienceMs }));
      await eventually(page, `the tab ${tab} to be shown`, {
        read: async () => (await selected.innerText()).trim(),
        isGood: (name) => name === tab,
      });
    },
    press: (label) =>
      expecting(page, `the button "${String(label)}" of the results`, () =>
        shown.locator("ts-button, button").filter({ hasText: label }).first().click({ timeout: patienceMs }),
      ),
    openRow: (id) =>
      expecting(page, `the row ${id}`, () =>
        frame
          .locator("touchstone-rows .row")
          .filter({ has: frame.locator(".of-row").getByText(id, { exact: true }) })
          .first()
          .dblclick({ timeout: patienceMs }),
      ),
    async sample(id) {
      await see(`the sample ${id}`, frame.locator("touchstone-sample .navigator h2").getByText(id, { exact: true }));
      return read(`the sample ${id}`, frame.locator("touchstone-sample .scroller[aria-busy=false] .sample"));
    },
    rowIds: async () => (await frame.locator("touchstone-rows .row .of-row").allInnerTexts()).map((text) => text.trim()),
    banner: (text) => read(`a banner with ${String(text)}`, frame.locator("touchstone-overview .banner").filter({ hasText: text })),
  };
}

/** Text without the characters of the icon font, each space as one. */
function plainText(text: string): string {
  return text
    .replace(/[\uE000-\uF8FF]/g, "")
    .replace(/\s+/g, " ")
    .trim();
}
