// Criteria, those with the most failures first: rates, difference with its interval, and a conclusion in words; a row opens its rows.
import { html, nothing, type TemplateResult } from "lit";
import type { CriterionPlane, Interval, SummaryPlane } from "../../src/protocol/summary-plane.ts";
import type { VerdictWord } from "../../src/protocol/verdicts.ts";
import { scaleOver, type Scale } from "../charts/scale.ts";
import { axis, gridLines, whisker } from "../charts/whisker.ts";
import type { Panel } from "../state/panel.ts";
import { percent, points, pointsRange } from "../text/figures.ts";
import { visibleString } from "../text/visible-text.ts";
import { armTitle, verdictSigns } from "../text/words.ts";
import { sign } from "./icon.ts";
import { plainText } from "./plain-text.ts";

interface Line {
  readonly id: string | null;
  readonly name: string;
  readonly note: string;
  readonly rates: readonly (number | null)[];
  readonly comparison: CriterionPlane["comparison"];
}

export function criteriaTable(panel: Panel, summary: SummaryPlane): TemplateResult {
  const lines = linesOf(summary);
  const isCompared = lines.some((line) => line.comparison !== null);
  const ends = lines.flatMap(({ comparison }) => (comparison === null ? [] : [comparison.difference.lower, comparison.difference.upper]));
  const scale = scaleOver([0, ...ends], { least: -1, most: 1 });
  return html`<section aria-labelledby="criteria">
    <div class="title">
      <h2 id="criteria">Criteria</h2>
      <span class="note">most failures first</span>
    </div>
    <div class=${`table criteria arms-${summary.arms.length} ${isCompared ? "compared" : ""}`} role="table" aria-labelledby="criteria">
      <div class="head" role="row">
        <span role="columnheader">Criterion</span>
        ${summary.arms.map((arm) => html`<span role="columnheader" class="figure cut" title=${visibleString(armTitle(arm.name))}>${plainText(armTitle(arm.name))}</span>`)}
        ${
          isCompared
            ? html`<span role="columnheader" class="figure">Points</span>
                <span role="columnheader" aria-label="Difference in points with 95% interval">${axis(scale, tickLabel)}</span>
                <span role="columnheader" class="figure won">Won</span><span role="columnheader" class="figure lost">Lost</span>
                <span role="columnheader">Conclusion</span>`
            : nothing
        }
      </div>
      ${lines.map((line) => tableRow(panel, line, isCompared ? scale : null))}
      ${isCompared ? html`<div class="narrow-axis" aria-hidden="true">${axis(scale, tickLabel)}</div>` : nothing}
    </div>
  </section>`;
}

/** All criteria together first: the figures of the arms. */
function linesOf({ arms, comparison, criteria }: SummaryPlane): Line[] {
  const all: Line = { id: null, name: "All criteria", note: "", rates: arms.map((arm) => arm.passRate?.value ?? null), comparison };
  const each = criteria.map((criterion) => ({
    id: criterion.id,
    name: criterion.name,
    note: criterion.isHard ? "hard" : "",
    rates: criterion.arms.map(({ passed, failed, errors }) => rate(passed, passed + failed + errors)),
    comparison: criterion.comparison,
  }));
  return [all, ...each];
}

function rate(passed: number, all: number): number | null {
  return all === 0 ? null : passed / all;
}

function tableRow(panel: Panel, line: Line, scale: Scale | null): TemplateResult {
  const { id, name, note, rates, comparison } = line;
  const open = id === null ? undefined : () => panel.showCriterion(id);
  return html`<div role="row" class=${id === null ? "all" : "opens"} @click=${open}>
    <span role="cell" class="name">
      ${
        id === null
          ? name
          : html`<button type="button" class="plain cut" title=${`${visibleString(name)}: show rows by this criterion`}>
              ${plainText(name)}
            </button>`
      }
      ${note === "" ? nothing : html`<span class="note">${note}</span>`}
    </span>
    ${rates.map((value, index) => html`<span role="cell" class=${index === 0 ? "figure rate first" : "figure rate"}>${percent(value)}</span>`)}
    ${scale === null ? nothing : comparedCells(comparison, scale)}
  </div>`;
}

function comparedCells(comparison: CriterionPlane["comparison"], scale: Scale): TemplateResult {
  if (comparison === null) return html`<span role="cell" class="figure points">–</span>`;
  const { difference, won, lost, verdict } = comparison;
  return html`<span role="cell" class="figure points">${points(difference.value)}</span>
    <span role="cell" class="plot">${gridLines(scale, "zero")}${differenceWhisker(difference, verdict, scale)}</span>
    <span role="cell" class="figure won">${won}</span><span role="cell" class="figure lost">${lost}</span>
    <span role="cell" class="conclusion">${sign(verdictSigns[verdict])}</span>`;
}

/** Coloured and filled only where there is something to say. */
function differenceWhisker(interval: Interval, verdict: VerdictWord, scale: Scale): TemplateResult {
  const isTelling = verdict === "better" || verdict === "worse";
  return whisker({
    interval,
    scale,
    mark: isTelling ? "filled" : "hollow",
    tone: verdict === "better" ? "good" : verdict === "worse" ? "bad" : "plain",
    label: `${points(interval.value)} points, 95% interval ${pointsRange(interval)}`,
  });
}

function tickLabel(tick: number): string {
  const value = Math.round(tick * 1000) / 10;
  return value === 0 ? "0" : `${value > 0 ? "+" : "−"}${Math.abs(value)}`;
}
