/** The text editor that has the focus, driven with the keyboard: what stands in it, what is squiggled, hovers and quick fixes. */
import type { Page } from "playwright-core";

import { eventually, expecting, patienceMs } from "./waiting.ts";

/** The editor of a window. */
export interface Editor {
  /** Opens a file of the workspace by its name, and waits for its text. */
  openFile(name: string): Promise<void>;
  /** Clicks into the text of a file that is on the screen. */
  focusFile(name: string): Promise<void>;
  /** The lines on the screen. */
  editorText(): Promise<string>;
  /** Selects the first occurrence of a text; the cursor is then at its end. */
  select(text: string): Promise<void>;
  /** Types key by key in place of the selection; brackets close and surround by themselves, as for a person. */
  type(text: string): Promise<void>;
  save(): Promise<void>;
  /** Waits until so many places are squiggled with this severity. */
  waitForSquiggles(severity: "error" | "warning" | "info", count: number): Promise<void>;
  /** What is said when one points at the first occurrence of a text. */
  hover(text: string): Promise<string>;
  /** Puts the cursor on the first occurrence of a text and applies the quick fix of this title. */
  quickFix(text: string, title: string): Promise<void>;
  /** The titles of the open editors, group by group. */
  tabs(): Promise<string[]>;
}

/** The editor of one window; `openByName` asks the palette for a file. */
export function editor(page: Page, openByName: (name: string) => Promise<void>): Editor {
  const active = page.locator(".editor-group-container.active .monaco-editor").first();
  const findField = page.locator(".find-widget.visible textarea").first();
  const count = page.locator(".find-widget.visible .matchesCount");

  async function select(text: string): Promise<void> {
    await expecting(page, `"${text}" in the editor`, async () => {
      await active.locator(".view-lines").click({ timeout: patienceMs });
      await page.keyboard.press("ControlOrMeta+Home");
      await page.keyboard.press("ControlOrMeta+F");
      // Emptied first: the same text as the last time would not be searched for again, and its count would still stand there.
      await findField.fill("", { timeout: patienceMs });
      // In a narrow editor the count is there without being seen.
      await count.getByText("No results").waitFor({ state: "attached", timeout: patienceMs });
      await findField.fill(text, { timeout: patienceMs });
      await count.getByText(/^\d+ of /).waitFor({ state: "attached", timeout: patienceMs });
      // Not Escape, which goes to a notification when there is one.
      await page.locator(".find-widget.visible .codicon-widget-close").click({ timeout: patienceMs });
      await findField.waitFor({ state: "hidden", timeout: patienceMs });
    });
  }

  return {
    async editorText() {
      const lines = await active.locator(".view-line").all();
      const placed = await Promise.all(
        lines.map(async (line) => ({ top: (await line.boundingBox())?.y ?? 0, text: await line.innerText() })),
      );
      const sorted = placed.sort((one, other) => one.top - other.top);
      return sorted.map(({ text }) => text.replaceAll("\u00a0", " ").replace(/\n$/, "")).join("\n");
    },
    select,
    async focusFile(name) {
      const text = page.locator(`.editor-group-container .monaco-editor[data-uri$="/${name}"] .view-lines`).first();
      await expecting(page, `the text of "${name}"`, () => text.click({ timeout: patienceMs }));
    },
    type: (text) => page.keyboard.type(text),
    async save() {
      await page.keyboard.press("ControlOrMeta+S");
      await expecting(page, "the file to be saved", () =>
        page.locator(".editor-group-container.active .tab.active.dirty").waitFor({ state: "detached", timeout: patienceMs }),
      );
    },
    async waitForSquiggles(severity, count) {
      const squiggles = active.locator(`.view-overlays .squiggly-${severity}`);
      await eventually(page, `${count} squiggles (${severity})`, { read: () => squiggles.count(), isGood: (found) => found === count });
    },
    async hover(text) {
      await select(text);
      await page.keyboard.press("ControlOrMeta+K");
      await page.keyboard.press("ControlOrMeta+I");
      const hover = page.locator(".monaco-hover:visible .hover-contents");
      await expecting(page, `a hover on "${text}"`, () => hover.first().waitFor({ timeout: patienceMs }));
      return (await hover.allInnerTexts()).join("\n");
    },
    async quickFix(text, title) {
      await select(text);
      const action = page.locator(".action-widget .monaco-list-row.action").filter({ hasText: title }).first();
      // A list that is open while findings arrive is closed again.
      await eventually(page, `the quick fix "${title}"`, {
        async read() {
          await page.keyboard.press("ControlOrMeta+.");
          return action.waitFor({ timeout: 2_000 }).then(
            () => true,
            () => false,
          );
        },
        isGood: (isThere) => isThere,
      });
      // With the keyboard, because the list takes no click before the mouse has moved.
      const isReached = async () => (await action.getAttribute("class"))?.includes("focused") === true;
      for (let left = await page.locator(".action-widget .monaco-list-row").count(); left > 0 && !(await isReached()); left -= 1) {
        await page.keyboard.press("ArrowDown");
      }
      await page.keyboard.press("Enter");
    },
    async tabs() {
      const tabs = await page.locator(".tabs-container .tab").all();
      return Promise.all(tabs.map(async (tab) => (await tab.getAttribute("data-resource-name")) ?? ""));
    },
    async openFile(name) {
      await openByName(name);
      const text = page.locator(`.editor-group-container.active .monaco-editor[data-uri$="/${name}"] .view-line`);
      await expecting(page, `the text of "${name}"`, () => text.first().waitFor({ timeout: patienceMs }));
    },
  };
}
