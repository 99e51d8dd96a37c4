// The thin line under the tabs while a run is live or being read.
import { html, nothing, type TemplateResult } from "lit";
import type { SummaryPlane } from "../../src/protocol/summary-plane.ts";
import { isLive } from "../state/panel-state.ts";

export function progressBar(summary: SummaryPlane | null): TemplateResult | typeof nothing {
  const status = summary?.status ?? "loading";
  if (!isLive(status) && status !== "loading") return nothing;
  const progress = summary?.progress ?? null;
  if (progress === null || progress.planned === 0) {
    return html`<div class="progress" role="progressbar" aria-label="Loading"><div class="moving"></div></div>`;
  }
  const share = Math.min(100, (progress.ended / progress.planned) * 100);
  return html`<div
    class="progress"
    role="progressbar"
    aria-label="Samples that have ended"
    aria-valuemin="0"
    aria-valuemax=${progress.planned}
    aria-valuenow=${progress.ended}
  >
    <div .style=${`width: ${share}%`}></div>
  </div>`;
}
