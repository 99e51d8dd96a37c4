/** The side bar: the icon that opens it, the trees in it, and their context menus. */
import type { Locator, Page } from "playwright-core";

import { joined, texts } from "./quick-input.ts";
import { eventually, expecting, patienceMs } from "./waiting.ts";

/** The side bar of a window. */
export interface Views {
  /** Opens a container by the name of its icon in the activity bar. */
  openContainer(name: string): Promise<void>;
  /** The rows of a tree that are on the screen, as text: two spaces for each level, the label, ` · ` and the description. */
  treeItems(view: string): Promise<string[]>;
  /** Waits until the rows of a tree are as wished; returns them. */
  waitForTree(view: string, isGood: (rows: readonly string[]) => boolean): Promise<string[]>;
  /** A row by its label. */
  treeItem(view: string, label: string): Locator;
  /** Opens a closed row; an open one stays open. */
  expand(view: string, label: string): Promise<void>;
  /** Right-clicks something and chooses an entry of the menu. */
  chooseFromMenu(target: Locator, entry: string): Promise<void>;
  /** What a view shows in place of a tree. */
  welcome(view: string): Locator;
}

/** The side bar of one window. */
export function views(page: Page): Views {
  const pane = (view: string) => page.locator(".pane").filter({ has: page.locator(`.pane-header[aria-label^="${view}"]`) });
  const rows = (view: string) => pane(view).locator(".monaco-list-row");
  const item = (view: string, label: string) =>
    rows(view)
      .filter({ has: page.locator(".label-name").getByText(label, { exact: true }) })
      .first();
  const read = async (view: string) => Promise.all((await rows(view).all()).map(rowText));
  return {
    async openContainer(name) {
      const icon = page.locator(`.activitybar .action-label[aria-label^="${name}"]`).first();
      await expecting(page, `the icon "${name}" in the activity bar`, () => icon.waitFor({ timeout: patienceMs }));
      // A click on the icon of what is open closes it.
      const isOpen = (await page.locator(`.activitybar .action-item.checked .action-label[aria-label^="${name}"]`).count()) > 0;
      if (!isOpen) await icon.click();
      // Away from the icon, whose name would stay on top of the tree.
      await page.mouse.move(0, 0);
    },
    treeItems: read,
    waitForTree: (view, isGood) => eventually(page, `the wished rows in "${view}"`, { read: () => read(view), isGood }),
    treeItem: item,
    expand: (view, label) =>
      expecting(page, `"${label}" in "${view}"`, async () => {
        const row = item(view, label);
        await row.waitFor({ timeout: patienceMs });
        if ((await row.getAttribute("aria-expanded")) === "false") await row.locator(".monaco-tl-twistie").click();
      }),
    chooseFromMenu: (target, entry) =>
      expecting(page, `"${entry}" in a context menu`, async () => {
        await target.click({ button: "right", timeout: patienceMs });
        const item = page.getByRole("menuitem", { name: entry, exact: true });
        await item.click({ timeout: patienceMs });
        // A menu that has just opened lets the first click pass it by; one that took it is gone.
        const isGone = item.waitFor({ state: "hidden", timeout: 2000 });
        await isGone.catch(() => item.click({ timeout: patienceMs }));
      }),
    welcome: (view) => pane(view).locator(".welcome-view"),
  };
}

async function rowText(row: Locator): Promise<string> {
  const level = Number((await row.getAttribute("aria-level")) ?? 1);
  return "  ".repeat(level - 1) + joined(await texts(row, ".label-name"), await texts(row, ".label-description"));
}
