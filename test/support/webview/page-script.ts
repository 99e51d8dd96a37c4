// What an editor does to a webview's page before the page's own script runs: its handle, the theme, and its default style sheet.
import type { ThemeName } from "./themes.ts";
import { themeClasses, themeVariables } from "./themes.ts";

/** The part of the editor's default style sheet that a page without links, code and pictures meets. */
const defaultStyles = `@layer vscode-default {
  html { scrollbar-color: var(--vscode-scrollbarSlider-background) var(--vscode-editor-background); }
  body {
    overscroll-behavior-x: none; background-color: transparent; color: var(--vscode-editor-foreground);
    font-family: var(--vscode-font-family); font-weight: var(--vscode-font-weight); font-size: var(--vscode-font-size);
    margin: 0; padding: 0 20px;
  }
}`;

/** A script to run before any other. What it hears goes out through the binding `touchstoneHeard(kind, json)`. */
export function pageScript(theme: ThemeName, keptState: unknown): string {
  return `(() => {
    const hear = (kind, value) => window.touchstoneHeard(kind, JSON.stringify(value ?? null));
    window.ranScripts = 0;
    addEventListener("securitypolicyviolation", (event) => hear("violation", event.violatedDirective + " " + event.blockedURI + " " + event.sample));
    const kept = ${keptState === undefined ? "null" : JSON.stringify(JSON.stringify(keptState))};
    window.acquireVsCodeApi = () => ({
      postMessage: (message) => hear("message", message),
      getState: () => JSON.parse(sessionStorage.getItem("state") ?? kept) ?? undefined,
      setState: (state) => sessionStorage.setItem("state", JSON.stringify(state)),
    });
    document.addEventListener("readystatechange", () => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(${JSON.stringify(defaultStyles)});
      document.adoptedStyleSheets = [sheet];
      document.body.className = ${JSON.stringify(themeClasses(theme))};
      document.body.dataset.vscodeThemeKind = ${JSON.stringify(`vscode-${theme}`)};
      for (const [name, value] of Object.entries(${JSON.stringify(themeVariables(theme))})) document.documentElement.style.setProperty(name, value);
      document.documentElement.style.background = "var(--vscode-editor-background)";
    }, { once: true });
  })();`;
}
