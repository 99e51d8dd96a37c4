/** What VS Code says to the person: notifications and dialogs, with their buttons; and the status bar. */
import type { Locator, Page } from "playwright-core";

import { expecting, patienceMs } from "./waiting.ts";

/** A notification or a dialog. */
export interface Message {
  text(): Promise<string>;
  buttons(): Promise<string[]>;
  press(button: string): Promise<void>;
}

/** The messages of a window. */
export interface Messages {
  /** Waits for a notification that contains the text. */
  notification(text: string | RegExp): Promise<Message>;
  /** Waits for a modal dialog that contains the text. */
  dialog(text: string | RegExp): Promise<Message>;
  /** The notifications that are shown now, without waiting. */
  notifications(): Promise<string[]>;
  /** Waits for an item of the status bar that contains the text; returns it whole. */
  statusBarItem(text: string | RegExp): Promise<Locator>;
}

/** The messages of one window. */
export function messages(page: Page): Messages {
  const toasts = page.locator(".notifications-toasts .notification-list-item");
  const shown = async (kind: string, found: Locator) => {
    await expecting(page, kind, () => found.first().waitFor({ timeout: patienceMs }));
    return found.first();
  };
  return {
    async notification(text) {
      const found = await shown(`a notification with ${String(text)}`, toasts.filter({ hasText: text }));
      return message(page, found, ".notification-list-item-message");
    },
    async dialog(text) {
      const found = await shown(`a dialog with ${String(text)}`, page.locator(".monaco-dialog-box").filter({ hasText: text }));
      return message(page, found, ".dialog-message-text, .dialog-message-detail");
    },
    notifications: () => toasts.locator(".notification-list-item-message").allInnerTexts(),
    statusBarItem: (text) => shown(`${String(text)} in the status bar`, page.locator(".statusbar-item:visible").filter({ hasText: text })),
  };
}

function message(page: Page, element: Locator, textSelector: string): Message {
  const buttons = element.locator(".monaco-button:visible");
  return {
    text: async () => (await element.locator(textSelector).allInnerTexts()).join("\n"),
    buttons: () => buttons.allInnerTexts(),
    press: (button) =>
      expecting(page, `the button "${button}"`, () =>
        buttons
          .getByText(button, { exact: true })
          .or(element.getByRole("button", { name: button, exact: true }))
          .first()
          .click({ timeout: patienceMs }),
      ),
  };
}
