// The responses with their word diff, side by side or in one text; model output, so text and nothing else.
import { html, nothing, type TemplateResult } from "lit";
import type { DiffPlane, ResponsePlane, SamplePlane } from "../../src/protocol/sample-plane.ts";
import type { Panel } from "../state/panel.ts";
import { diffLines, textLines, type DiffLine, type Stretch } from "../text/diff-lines.ts";
import type { IconName } from "../text/icons.ts";
import { armTitle, type Tone } from "../text/words.ts";
import { icon } from "./icon.ts";
import { iconButton, link } from "./links.ts";
import { plainText, textBlock, withBadges } from "./plain-text.ts";

export interface ResponseLayout {
  readonly isInline: boolean;
  readonly canChoose: boolean;
  readonly onLayout: (isInline: boolean) => void;
}

/** More lines than this would slow the page; the rest opens in the editor. */
const mostShownLines = 2000;

const outcomes: Readonly<Record<ResponsePlane["outcome"], { readonly name: IconName; readonly tone: Tone }>> = {
  pass: { name: "pass", tone: "good" },
  fail: { name: "error", tone: "bad" },
  error: { name: "circle-slash", tone: "bad" },
  pending: { name: "circle-outline", tone: "plain" },
};

export function responses(panel: Panel, sample: SamplePlane, layout: ResponseLayout): TemplateResult {
  const { diff } = sample;
  const isInline = layout.isInline && diff !== null;
  return html`<section aria-labelledby="responses">
    <div class="title">
      <h2 id="responses">${sample.responses.length > 1 ? "Responses" : "Response"}</h2>
      <span class="note">${note(sample)}</span>
      ${diff !== null && layout.canChoose ? layoutButtons(layout) : nothing}
    </div>
    ${
      isInline
        ? inlineDiff(panel, sample, diff)
        : html`<div class=${layout.isInline ? "sides stacked" : "sides"}>
            ${sample.responses.map((response, index) => side(panel, sample, { response, lines: linesOf(response, diff, index === 0) }))}
          </div>`
    }
  </section>`;
}

function note({ diff, diffNote, responses: both }: SamplePlane): TemplateResult | string {
  if (diff === null) return diffNote === null ? "" : plainText(diffNote);
  const names = both.map(({ variant }) => variant);
  return html`${diff.isJson ? "JSON with keys in one order; " : ""}words that differ are marked, ${plainText(names[0] ?? "")} to
  ${plainText(names[1] ?? "")}`;
}

function layoutButtons({ isInline, onLayout }: ResponseLayout): TemplateResult {
  const toggle = (name: IconName, label: string, value: boolean) =>
    iconButton({ icon: name, label, isPressed: isInline === value, onClick: () => onLayout(value) });
  return html`<span class="end">${toggle("split-horizontal", "Side by Side", false)}${toggle("list-flat", "Inline", true)}</span>`;
}

function linesOf({ text }: ResponsePlane, diff: DiffPlane | null, isFirst: boolean): readonly DiffLine[] | null {
  if (text === null) return null;
  return diff === null ? textLines(text) : diffLines(diff.pieces, isFirst ? "removed" : "inserted");
}

interface SideOptions {
  readonly response: ResponsePlane;
  readonly lines: readonly DiffLine[] | null;
}

function side(panel: Panel, sample: SamplePlane, { response, lines }: SideOptions): TemplateResult {
  const kind = sample.diff === null ? "plain" : response === sample.responses[0] ? "removed" : "inserted";
  return html`<article class="side" aria-label=${`Response of ${response.variant}`}>
    ${sideHead(response)}
    ${
      lines === null
        ? html`<p class="box none">${response.error === null ? "No response yet." : html`No response: ${plainText(response.error)}`}</p>`
        : html`<div class=${`box code lines ${kind}`}>${lines.slice(0, mostShownLines).map(numberedLine)}</div>`
    }
    ${wholeLink(panel, sample, response, (lines?.length ?? 0) > mostShownLines)} ${toolCalls(response)}
  </article>`;
}

function sideHead({ variant, outcome, outcomeText, facts }: ResponsePlane): TemplateResult {
  const { name, tone } = outcomes[outcome];
  return html`<header>
    <strong class="cut">${plainText(armTitle(variant))}</strong>
    <span class="outcome">${icon(name, tone)} ${plainText(outcomeText)}</span>
    <span class="facts-line">${plainText(facts)}</span>
  </header>`;
}

function numberedLine({ isChanged, stretches }: DiffLine, index: number): TemplateResult {
  return html`<div class=${isChanged ? "numbered changed" : "numbered"}>
    <span class="number" aria-hidden="true">${index + 1}</span>
    ${textBlock("", stretches.map(stretch))}
  </div>`;
}

function stretch({ text, isMarked }: Stretch): unknown {
  return isMarked ? html`<span class="marked">${withBadges(text)}</span>` : withBadges(text);
}

function inlineDiff(panel: Panel, sample: SamplePlane, { pieces }: DiffPlane): TemplateResult {
  return html`<article class="side" aria-label="Responses in one text">
    ${sample.responses.map(sideHead)} ${textBlock("box code inline", pieces.map(inlinePiece))}
    ${sample.responses.map((response) => html`${wholeLink(panel, sample, response, false)}${toolCalls(response)}`)}
  </article>`;
}

function inlinePiece({ text, kind }: DiffPlane["pieces"][number]): unknown {
  if (kind === "removed") return html`<del>${withBadges(text)}</del>`;
  return kind === "inserted" ? html`<ins>${withBadges(text)}</ins>` : withBadges(text);
}

function wholeLink(panel: Panel, { key }: SamplePlane, response: ResponsePlane, isCut: boolean): TemplateResult | typeof nothing {
  if (!response.isTruncated && !isCut) return nothing;
  return html`<p class="note">
    The rest is not shown.
    ${panel.isFile ? nothing : link(`Open the Whole Response of ${response.variant}`, () => panel.openResponse(key, response.variant))}
  </p>`;
}

function toolCalls({ toolCalls: calls }: ResponsePlane): TemplateResult | typeof nothing {
  if (calls.length === 0) return nothing;
  return html`<div class="calls">
    <h3 class="note">Tool calls</h3>
    ${calls.map((call) => textBlock("box code", withBadges(call)))}
  </div>`;
}
