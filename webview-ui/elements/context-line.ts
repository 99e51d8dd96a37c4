// Which variant is looked at, and what run the figures are of; above Overview and Rows alike.
import { html, nothing, type TemplateResult } from "lit";
import { css } from "lit";
import type { Panel } from "../state/panel.ts";
import type { PanelState } from "../state/panel-state.ts";
import { armTitle } from "../text/words.ts";
import { choice } from "./controls.ts";
import { plainText } from "./plain-text.ts";

export function contextLine(panel: Panel, { summary, query }: PanelState): TemplateResult | typeof nothing {
  if (summary === null) return nothing;
  const baseline = armTitle(summary.arms.find((arm) => arm.isBaseline)?.name ?? "baseline").toLowerCase();
  const value = query.variant ?? summary.variant;
  const options = summary.variants.map((variant) => ({ value: variant, label: `${variant} compared with ${baseline}` }));
  return html`<div class="context">
    ${
      value === null || options.length === 0
        ? nothing
        : choice({ label: "Variant", options, value, onChange: (variant) => panel.selectVariant(variant) })
    }
    <span class="note">${plainText(summary.title)}${summary.context === "" ? nothing : html` · ${plainText(summary.context)}`}</span>
  </div>`;
}

export const contextStyles = css`
  .context {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 12px;
    min-height: 22px;
    overflow-wrap: anywhere;
  }
  .context ts-dropdown {
    max-width: 100%;
  }
  @container (width < 420px) {
    .context ts-dropdown {
      width: 100%;
    }
  }
`;
