// Pictures of the panel in every theme, tab and state, and at 320 px: to be looked at, and to choose the README's from.
import { mkdirSync } from "node:fs";
import path from "node:path";
import type { GatesPlane, SummaryPlane } from "../../../src/protocol/summary-plane.ts";
import { openPanelBrowser, type PanelBrowser, type PanelPage } from "./panel-page.ts";
import { baselineSummary, runningSummary, summaryOf } from "./planes.ts";
import { rowId, tableHost, type TableOptions } from "./table-host.ts";
import { themeNames, type ThemeName } from "./themes.ts";

interface Picture {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly themes: readonly ThemeName[];
  readonly host?: Partial<TableOptions>;
  readonly prepare: (panel: PanelPage) => Promise<void>;
}

const showOverview = async ({ page }: PanelPage) => page.getByRole("tab", { name: "Overview" }).waitFor();

const showRows = async ({ page }: PanelPage) => {
  await page.getByRole("tab", { name: "Rows" }).click();
  await page.getByRole("row", { name: rowId(3) }).click();
};

const showChips = async (panel: PanelPage) => {
  await showRows(panel);
  await panel.page.getByRole("button", { name: /^Regressed/ }).click();
  await panel.page.getByRole("button", { name: /^Improved/ }).click();
  await panel.page.getByRole("row", { name: rowId(5) }).click();
  await panel.page.getByRole("row", { name: rowId(14) }).hover();
};

const showSample = async ({ page }: PanelPage) => {
  await page.getByRole("tab", { name: "Rows" }).click();
  await page.getByRole("row", { name: rowId(5) }).dblclick();
  await page.getByRole("heading", { name: "Ratings" }).waitFor();
};

const states: Readonly<Record<string, SummaryPlane>> = {
  empty: stateOf("empty", {
    icon: "beaker",
    sentence: "Shorter tone has not run yet.",
    explanation: "The plan: 200 rows, 2 variants, 400 samples.",
    actions: [
      { label: "Run Experiment", action: { kind: "command", command: "run" } },
      { label: "Run on 25 Sample Rows", action: { kind: "command", command: "run-sample-rows" } },
    ],
    facts: [
      { label: "Calls", value: "400 to api.openai.com, 400 to the judge" },
      { label: "Cost", value: "at most $0.41; stops at $0.50" },
      { label: "From the cache", value: "0 of 400" },
      { label: "Checks", value: "no problems in 5 files" },
    ],
  }),
  loading: stateOf("loading", {
    icon: "loading",
    sentence: "Opening the run of 9 Nov, 04:00.",
    explanation: "62,400 of 100,000 samples read.",
    actions: [],
    facts: [{ label: "Collection", value: "tickets-2026.csv, 50,000 rows, 2 variants" }],
  }),
  running: runningSummary(237),
  failed: stateOf("failed", {
    icon: "error",
    sentence: "Stopped: api.openai.com refused the key (401).",
    explanation: "212 of 400 responses are saved. The first refusal was row T-1107, short. The other 188 samples made no paid call.",
    actions: [
      { label: "Set API Key…", action: { kind: "command", command: "set-api-key" } },
      { label: "Resume", action: { kind: "command", command: "resume" } },
      { label: "Show Log", action: { kind: "command", command: "show-log" } },
    ],
    facts: [
      { label: "Spent", value: "$0.13" },
      { label: "Key", value: "bound to https://api.openai.com, set 2 Sep" },
    ],
  }),
};

function stateOf(status: SummaryPlane["status"], card: SummaryPlane["card"]): SummaryPlane {
  return summaryOf({ status, card, comparison: null, arms: [], criteria: [], totals: [], warnings: [] });
}

const editedSince = summaryOf({
  editedSince: {
    sentence: "reply-short.prompt was edited after this run; the figures belong to the text it ran with.",
    actions: [{ label: "Show Changes", action: { kind: "command", command: "show-template-changes" } }],
  },
});

const wide = { width: 960, height: 900, themes: themeNames };
const beside = { width: 700, height: 900, themes: ["dark"] as const };
const besides = [420, 520, 620, 760].map((width) => ({ ...beside, width, themes: ["dark", "light"] as const }));
const narrow = { width: 320, height: 900, themes: ["high-contrast", "light"] as const };

const failedGates: GatesPlane = {
  verdict: "fail",
  sentence: "Gate failed: 1 of 3 rules does not hold.",
  rulings: [
    { verdict: "fail", sentence: "criterion.polite of short is not at least 90%: it is 81.3% (between 71.3% and 88.3%)." },
    {
      verdict: "inconclusive",
      sentence:
        "pass_rate of short: not shown to be safe, not shown to be worse by more than 2 points than baseline. 310 rows would settle it.",
    },
    { verdict: "pass", sentence: "cost_per_sample of short is no more than 110% of that of baseline." },
  ],
};

const pictures: readonly Picture[] = [
  { name: "overview", ...wide, prepare: showOverview },
  { name: "overview-edited", ...wide, themes: ["light"], host: { summary: editedSince }, prepare: showOverview },
  { name: "overview-baseline", ...wide, themes: ["dark"], host: { summary: baselineSummary() }, prepare: showOverview },
  { name: "overview-gates", ...wide, host: { summary: summaryOf({ gates: failedGates }) }, prepare: showOverview },
  { name: "rows-zoomed", width: 480, height: 350, themes: ["light"], prepare: showRows },
  { name: "overview-beside", ...beside, prepare: showOverview },
  ...besides.map((size) => ({ name: `overview-${size.width}`, ...size, prepare: showOverview })),
  { name: "rows", ...wide, width: 1500, prepare: showChips },
  { name: "rows-beside", ...beside, prepare: showRows },
  { name: "sample", ...wide, width: 1400, prepare: showSample },
  { name: "sample-beside", ...beside, prepare: showSample },
  { name: "narrow-overview", ...narrow, height: 1500, prepare: showOverview },
  { name: "narrow-rows", ...narrow, prepare: showChips },
  { name: "narrow-sample", ...narrow, height: 1600, prepare: showSample },
  ...Object.entries(states).map(([name, summary]) => ({
    name: `state-${name}`,
    width: 560,
    height: 400,
    themes: ["dark", "light"] as const,
    host: { summary },
    prepare: showOverview,
  })),
];

/** Writes the pictures whose name holds `part`, each as `name-theme.png`, and returns their paths. */
export async function writeScreenshots(folder: string, part = ""): Promise<string[]> {
  mkdirSync(folder, { recursive: true });
  await using browser = await openPanelBrowser();
  const files: string[] = [];
  for (const picture of pictures.filter(({ name }) => name.includes(part))) {
    for (const theme of picture.themes) files.push(await take(browser, picture, { theme, folder }));
  }
  return files;
}

async function take(
  browser: PanelBrowser,
  picture: Picture,
  where: { readonly theme: ThemeName; readonly folder: string },
): Promise<string> {
  const { width, height, host = {}, prepare, name } = picture;
  await using panel = await browser.open({
    theme: where.theme,
    width,
    height,
    scale: 2,
    isMotionReduced: true,
    answer: tableHost({ rows: 200, ...host }),
  });
  await panel.page.getByText("200 rows, 1 epoch").first().waitFor();
  await prepare(panel);
  await panel.evaluate("document.fonts.ready.then(() => null)");
  const file = path.join(where.folder, `${name}-${where.theme}.png`);
  await panel.page.screenshot({ path: file });
  if (panel.violations.length > 0 || panel.consoleLines.length > 0) console.error(name, where.theme, panel.violations, panel.consoleLines);
  return file;
}
