// Success rate of each arm with its interval, as figures and as whiskers on one scale.
import { html, nothing, type TemplateResult } from "lit";
import type { ArmPlane } from "../../src/protocol/summary-plane.ts";
import { scaleOver } from "../charts/scale.ts";
import { axis, gridLines, whisker } from "../charts/whisker.ts";
import { percent, rateRange, rateSpan } from "../text/figures.ts";
import { armTitle } from "../text/words.ts";
import { visibleString } from "../text/visible-text.ts";
import { armMark } from "./arm-mark.ts";
import { plainText } from "./plain-text.ts";

export function successRate(arms: readonly ArmPlane[]): TemplateResult {
  const rates = arms.flatMap(({ passRate }) => (passRate === null ? [] : [passRate.lower, passRate.upper]));
  const scale = scaleOver(rates, { least: 0, most: 1 });
  return html`<section aria-labelledby="success-rate">
    <div class="title">
      <h2 id="success-rate">Success rate</h2>
      <span class="note">with 95% interval</span>
    </div>
    <div class="rates">
      ${arms.map(
        ({ name, isBaseline, passRate, passed, samples }) =>
          html`<div class="rate-line">
            <div class="arm">
              ${armMark(isBaseline)}<span class="cut" title=${visibleString(armTitle(name))}>${plainText(armTitle(name))}</span>
            </div>
            <strong class="figure" title=${`${passed} of ${samples} passed`}>${percent(passRate?.value ?? null)}</strong>
            <span class="figure note">${passRate === null ? "" : rateSpan(passRate)}</span>
            <div class="plot">
              <div class="whiskers">
                ${gridLines(scale, "ticks")}
                ${
                  passRate === null
                    ? nothing
                    : whisker({
                        interval: passRate,
                        scale,
                        mark: isBaseline ? "hollow" : "filled",
                        tone: isBaseline ? "plain" : "variant",
                        label: `${visibleString(armTitle(name))}: ${percent(passRate.value)} passed, 95% interval ${rateRange(passRate)}`,
                      })
                }
              </div>
            </div>
          </div>`,
      )}
      <div class="scale">${axis(scale, (tick) => `${Math.round(tick * 1000) / 10}%`)}</div>
    </div>
  </section>`;
}
