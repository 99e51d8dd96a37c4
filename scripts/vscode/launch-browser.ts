/** Starts the browser that tests and screenshots drive: no window, no network of its own, nothing remembered. */
import { type Browser, chromium } from "playwright-core";
import { findChromium } from "./find-chromium.ts";

/** Starts Chromium; closing the browser ends all its processes. */
export async function launchBrowser(): Promise<Browser> {
  const { executablePath, environment } = findChromium();
  const inherited = Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
  return chromium.launch({
    executablePath,
    env: { ...Object.fromEntries(inherited), ...environment },
    args: ["--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"],
    // A sandbox fails as root and in most containers; the pages are our own, from the loopback interface.
    chromiumSandbox: false,
  });
}
