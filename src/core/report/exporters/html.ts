// A run as one HTML file: the panel's own view with its planes inside it, under a policy that lets nothing else run and nothing out.
import { sha256Hex } from "../../base/hash.ts";
import type { HostMessage } from "../../../protocol/messages.ts";
import { escapeTerminal, safeJson } from "../escape.ts";
import { preview } from "../results/text-limits.ts";
import type { ExporterDefinition, ExportInput } from "./exporter.ts";
import { filePlanes } from "./html-planes.ts";

const longestTitle = 300;

export const html: ExporterDefinition = {
  title: "HTML: the panel as one file, for a browser without a network",
  extension: "html",
  async *write(input) {
    const { script, style } = await input.readPage();
    yield head(input, script, style);
    for await (const plane of filePlanes(input)) yield `<script type="application/json">${inertJson(plane)}</script>\n`;
    yield `<script type="module">${script}</script>\n</body>\n</html>\n`;
  },
};

function head({ manifest }: ExportInput, script: string, style: string): string {
  // For the one probe that a control of the view injects; whoever wrote a row or an answer cannot know it.
  const nonce = sha256Hex(`touchstone/nonce/1\0${manifest.runId}\0${manifest.planHash}`).slice(0, 32);
  const policy = [
    "default-src 'none'",
    `script-src '${digest(script)}'`,
    `style-src '${digest(style)}' 'nonce-${nonce}'`,
    "img-src data:",
    "font-src data:",
    "connect-src 'none'",
    "frame-src 'none'",
    "form-action 'none'",
    "base-uri 'none'",
  ].join("; ");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta property="csp-nonce" content="${nonce}">
<title>${htmlText(manifest.experiment.name)}</title>
<style>${style}</style>
</head>
<body>
`;
}

/** As a policy names an inline script or style. */
function digest(text: string): string {
  const bytes = sha256Hex(text).match(/../g) ?? [];
  return `sha256-${btoa(String.fromCharCode(...bytes.map((byte) => parseInt(byte, 16))))}`;
}

/** JSON that cannot end the element around it. */
function inertJson(message: HostMessage): string {
  return safeJson(message, 0).replaceAll("<", "\\u003c");
}

function htmlText(text: string): string {
  return escapeTerminal(preview(text, longestTitle)).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
