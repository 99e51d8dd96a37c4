// The panel in a real browser with the test as its host: what the view asks, what it requests, and what its policy refused.
import type { Browser, Page } from "playwright-core";
import { launchBrowser } from "../../../scripts/vscode/launch-browser.ts";
import { viewMessageSchema, type HostMessage, type ViewMessage } from "../../../src/protocol/messages.ts";
import { pageScript } from "./page-script.ts";
import { servePanel, type PanelServer } from "./serve-panel.ts";
import type { ThemeName } from "./themes.ts";

export interface PanelOptions {
  readonly theme?: ThemeName;
  readonly width?: number;
  readonly height?: number;
  readonly scale?: number;
  /** What an earlier page kept. */
  readonly keptState?: unknown;
  readonly isMotionReduced?: boolean;
  /** Answers each message of the view; what it returns is sent in that order. */
  readonly answer?: (message: ViewMessage) => readonly unknown[];
}

export interface PanelPage extends AsyncDisposable {
  readonly page: Page;
  /** Every message of the view so far, in order; each has passed its schema. */
  readonly posted: readonly ViewMessage[];
  readonly violations: readonly string[];
  /** Addresses that were asked for, the panel's own files left out. */
  readonly requests: readonly string[];
  /** Lines of the console, errors that nobody caught included. */
  readonly consoleLines: readonly string[];
  readonly send: (message: HostMessage) => Promise<void>;
  /** Sends what may not be a message. */
  readonly sendAnything: (value: unknown) => Promise<void>;
  /** The last message of a kind, once there is one that is not among those seen before. */
  readonly nextPosted: <Kind extends ViewMessage["kind"]>(kind: Kind) => Promise<Extract<ViewMessage, { kind: Kind }>>;
  readonly evaluate: <Value>(expression: string) => Promise<Value>;
}

export interface PanelBrowser extends AsyncDisposable {
  readonly open: (options?: PanelOptions) => Promise<PanelPage>;
}

/** One browser and one server for any number of panels. */
export async function openPanelBrowser(): Promise<PanelBrowser> {
  // The server first: it fails when nothing is built, and must not leave a browser behind.
  const server = await servePanel();
  const browser = await launchBrowser();
  return {
    open: (options = {}) => openPanel(browser, server, options),
    [Symbol.asyncDispose]: async () => {
      await browser.close();
      await server[Symbol.asyncDispose]();
    },
  };
}

async function openPanel(browser: Browser, server: PanelServer, options: PanelOptions): Promise<PanelPage> {
  const { theme = "dark", width = 900, height = 700, scale = 1, answer = () => [] } = options;
  const context = await browser.newContext({
    viewport: { width, height },
    deviceScaleFactor: scale,
    reducedMotion: options.isMotionReduced === true ? "reduce" : "no-preference",
  });
  const page = await context.newPage();
  const posted: ViewMessage[] = [];
  const violations: string[] = [];
  const requests: string[] = [];
  const consoleLines: string[] = [];
  const waiting = new Set<() => void>();
  const firstAnswered = Promise.withResolvers<undefined>();
  const sendAnything = (value: unknown) =>
    page.evaluate(`window.postMessage(${JSON.stringify(value) ?? "undefined"}, "*")`).then(() => undefined);

  page.on("console", (line) => consoleLines.push(line.text()));
  page.on("pageerror", (error) => consoleLines.push(`error: ${error.message}`));
  page.on("request", (request) => {
    if (!request.url().startsWith(`${server.origin}/`)) requests.push(request.url());
  });
  await page.exposeFunction("touchstoneHeard", async (kind: string, json: string) => {
    const value: unknown = JSON.parse(json);
    if (kind === "violation") violations.push(String(value));
    if (kind !== "message") return;
    const message = viewMessageSchema.parse(value);
    posted.push(message);
    for (const wake of waiting) wake();
    for (const reply of answer(message)) await sendAnything(reply);
    firstAnswered.resolve(undefined);
  });
  await page.addInitScript({ content: pageScript(theme, options.keptState) });
  await page.goto(`${server.origin}/`);
  // A test may read at once, by calls that do not wait: what answered the page's first message has been drawn.
  await firstAnswered.promise;
  await page.evaluate("new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))");
  let seen = 0;
  return {
    page,
    posted,
    violations,
    requests,
    consoleLines,
    send: sendAnything,
    sendAnything,
    nextPosted: async (kind) => {
      for (;;) {
        const place = posted.findIndex((message, index) => index >= seen && message.kind === kind);
        const found = posted[place];
        if (found !== undefined && isOfKind(found, kind)) {
          seen = place + 1;
          return found;
        }
        await new Promise<void>((resolve) => {
          const wake = () => {
            waiting.delete(wake);
            resolve();
          };
          waiting.add(wake);
        });
      }
    },
    evaluate: (expression) => page.evaluate(expression),
    [Symbol.asyncDispose]: () => context.close(),
  };
}

function isOfKind<Kind extends ViewMessage["kind"]>(message: ViewMessage, kind: Kind): message is Extract<ViewMessage, { kind: Kind }> {
  return message.kind === kind;
}
