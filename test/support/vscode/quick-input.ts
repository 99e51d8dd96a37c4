/** The field that drops down from the top of the window: palette, pickers, and questions. */
import { errors, type Locator, type Page } from "playwright-core";

import { eventually, expecting, patienceMs } from "./waiting.ts";

/** What a person does with the field. */
export interface QuickInput {
  /** Runs a command by its whole title as the palette shows it, `Category: Title`. */
  runCommand(title: string): Promise<void>;
  /** Chooses a file of the workspace by its name, of whatever kind its editor is. */
  goToFile(name: string): Promise<void>;
  /** What the open list offers: each row's label, with its description after ` · `. */
  picks(): Promise<string[]>;
  /** Chooses the row with exactly this label, and this description if there is one, once it is there. */
  pick(label: string, description?: string): Promise<void>;
  /** Types an answer into the open field, and confirms it. */
  answer(text: string): Promise<void>;
  /** The open field, for what these do not cover. */
  field(): Locator;
}

/** The field of one window. */
export function quickInput(page: Page): QuickInput {
  const widget = page.locator(".quick-input-widget:visible");
  const rows = widget.locator(".quick-input-list .monaco-list-row");
  const rowsWith = (label: string) => rows.filter({ has: page.locator(".label-name").getByText(label, { exact: true }) });
  const field = "input:is([type=text], [type=password])";
  const input = widget.locator(field);

  async function search(prefix: string, wanted: string): Promise<void> {
    // What an extension contributes arrives some time after the window, an open list does not learn of it, and the window may
    // take the focus away while it is loading: so the palette is opened anew until the row could be clicked.
    await eventually(page, `"${wanted}" in the palette`, {
      read: () => tryToPick(`${prefix}${wanted}`, wanted),
      isGood: (isPicked) => isPicked,
    });
  }

  async function tryToPick(typed: string, wanted: string): Promise<boolean> {
    try {
      await page.keyboard.press("F1");
      await input.fill(typed, { timeout: 1_500 });
      await rowsWith(wanted).first().click({ timeout: 1_500 });
      return true;
    } catch (error) {
      if (!(error instanceof errors.TimeoutError)) throw error;
      await page.keyboard.press("Escape");
      return false;
    }
  }

  return {
    runCommand: (title) => search(">", title),
    goToFile: (name) => search("", name),
    async picks() {
      await expecting(page, "a list to pick from", () => rows.first().waitFor({ timeout: patienceMs }));
      const labels = await rows.all();
      return Promise.all(labels.map(async (each) => joined(await texts(each, ".label-name"), await texts(each, ".label-description"))));
    },
    pick: (label, description = "") =>
      expecting(page, `"${joined(label, description)}" in a list to pick from`, () =>
        rowsWith(label).filter({ hasText: description }).first().click({ timeout: patienceMs }),
      ),
    async answer(text) {
      // The field of the list before it may still be there, and would take the answer for a filter.
      const question = widget.filter({ hasNot: page.locator(".quick-input-list:visible") }).locator(field);
      await expecting(page, "a field to type an answer into", () => question.fill(text, { timeout: patienceMs }));
      await input.press("Enter");
      // What is confirmed is checked first, and until then anything else that drops down would put an end to the question.
      const standing = () => input.evaluateAll((fields) => fields.map((field) => ("value" in field ? String(field.value) : null)));
      await eventually(page, "the answer to be taken", { read: standing, isGood: (values) => !values.includes(text) });
    },
    field: () => input,
  };
}

/** A label with what is said about it. */
export function joined(label: string, description: string): string {
  return description === "" ? label : `${label} · ${description}`;
}

/** The texts within an element that a selector matches, as one. */
export async function texts(element: Locator, selector: string): Promise<string> {
  return (await element.locator(selector).allInnerTexts()).join(" ").replaceAll("\u00a0", " ").trim();
}
