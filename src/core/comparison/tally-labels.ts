// The labels of a file counted: by criterion who said what, and how far the raters agree.
import { standingLabels, type Label } from "../domain/label.ts";
import { krippendorffAlphaNominal } from "../stats/agreement.ts";

export interface LabelCounts {
  readonly criterion: string;
  readonly raters: readonly { readonly by: string; readonly pass: number; readonly fail: number }[];
  /** Responses with labels of two raters or more, and Krippendorff's alpha over them; null where it does not exist. */
  readonly shared: number;
  readonly alpha: number | null;
}

/** By the id of the criterion, sorted; labels that were taken back are not counted. */
export function tallyLabels(labels: Iterable<Label>): LabelCounts[] {
  const standing = [...standingLabels(labels).values()].filter(({ label }) => label !== null);
  return [...new Set(standing.map(({ criterion }) => criterion))].sort().map((criterion) => {
    const own = standing.filter((label) => label.criterion === criterion);
    const units = new Map<string, string[]>();
    for (const { row, response, criterionHash, label } of own) {
      const unit = `${row} ${response} ${criterionHash}`;
      units.set(unit, [...(units.get(unit) ?? []), label ?? ""]);
    }
    const raters = [...new Set(own.map(({ by }) => by))].sort().map((by) => {
      const said = own.filter((label) => label.by === by);
      const number = (wanted: "pass" | "fail"): number => said.filter(({ label }) => label === wanted).length;
      return { by, pass: number("pass"), fail: number("fail") };
    });
    const lists = [...units.values()];
    const { alpha } = krippendorffAlphaNominal(lists);
    return { criterion, raters, shared: lists.filter((unit) => unit.length > 1).length, alpha };
  });
}
