// Untrusted text as text: isolated from what stands beside it, with hidden characters as badges. Nothing of ours draws it otherwise.
import { html, type TemplateResult } from "lit";
import { visibleParts } from "../text/visible-text.ts";

/** Text of one line or more that keeps its own direction to itself. */
export function plainText(text: string): TemplateResult {
  return html`<bdi>${withBadges(text)}</bdi>`;
}

/** A stretch of a longer text; the caller isolates the whole. */
export function withBadges(text: string): string | TemplateResult[] {
  const parts = visibleParts(text);
  const [only] = parts;
  if (only !== undefined && parts.length === 1 && !only.isBadge) return only.text;
  return parts.map((part) => (part.isBadge ? html`<span class="hidden-character">${part.text}</span>` : html`${part.text}`));
}

/** Lines of text as they are, pieces in reading order: white space counts, and none may come from a template of ours. */
export function textBlock(look: string, pieces: unknown): TemplateResult {
  return html`<div class=${`text ${look}`} dir="auto">${pieces}</div>`;
}
