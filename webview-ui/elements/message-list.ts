// The messages as they were sent; what was filled in is underlined by dots and says which column it came from.
import { html, nothing, type TemplateResult } from "lit";
import type { MessagePlane, SamplePlane } from "../../src/protocol/sample-plane.ts";
import type { Panel } from "../state/panel.ts";
import { visibleString } from "../text/visible-text.ts";
import { placeLabel } from "../text/words.ts";
import { link } from "./links.ts";
import { plainText, textBlock, withBadges } from "./plain-text.ts";

export function messageList(panel: Panel, { messages, responses }: SamplePlane): TemplateResult {
  const arm = responses.at(-1)?.variant ?? "baseline";
  return html`<section aria-labelledby="messages">
    <div class="title">
      <h2 id="messages">Messages</h2>
      <span class="note">as sent to ${plainText(arm)}</span>
    </div>
    ${messages.map((message) => messageBox(panel, message))}
  </section>`;
}

function messageBox(panel: Panel, { role, pieces, place, isTruncated }: MessagePlane): TemplateResult {
  return html`<article class="message" aria-label=${`${role} message`}>
    <header>
      <h3>${role}</h3>
      ${place === null || panel.isFile ? nothing : link(placeLabel(place), () => panel.openPlace(place))}
    </header>
    ${textBlock("code", pieces.map(messagePiece))}
    ${isTruncated ? html`<p class="note">The rest of this message is not shown.</p>` : nothing}
  </article>`;
}

function messagePiece({ text, column }: MessagePlane["pieces"][number]): unknown {
  if (column === null) return withBadges(text);
  return html`<bdi class="filled-in" title=${`Column ${visibleString(column)}`}>${withBadges(text)}</bdi>`;
}
