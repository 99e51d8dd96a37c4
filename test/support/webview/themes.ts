// The editor's default themes as a webview gets them: the colours that the panel uses, as VS Code 1.139.1 computes them.
import { readFileSync } from "node:fs";
import path from "node:path";
import * as z from "zod";

export const themeNames = ["dark", "light", "high-contrast", "high-contrast-light"] as const;
export type ThemeName = (typeof themeNames)[number];

const colorsSchema = z.record(z.enum(themeNames), z.record(z.string(), z.string()));
const colors = colorsSchema.parse(JSON.parse(readFileSync(path.join(import.meta.dirname, "themes.json"), "utf8")));

/** Fonts as on Linux, behind the one of the pictures that the panel was drawn after. */
const fonts = {
  "--vscode-font-family": 'Inter, "Open Sans", system-ui, Ubuntu, "Droid Sans", sans-serif',
  "--vscode-font-size": "13px",
  "--vscode-font-weight": "normal",
  "--vscode-editor-font-family": '"DejaVu Sans Mono", "Droid Sans Mono", monospace',
  "--vscode-editor-font-size": "14px",
};

/** Variables for the root element. */
export function themeVariables(theme: ThemeName): Readonly<Record<string, string>> {
  return { ...colors[theme], ...fonts };
}

/** Classes for the body; the light high-contrast theme also has the class of the dark one. */
export function themeClasses(theme: ThemeName): string {
  return theme === "high-contrast-light" ? "vscode-high-contrast vscode-high-contrast-light" : `vscode-${theme}`;
}
