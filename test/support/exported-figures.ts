/** What the exports of one run by two versions must agree on. */

/**
 * The text of `export --format json` without the manifest, which is kept as it was written, whatever later versions read into it. Numbers that are not
 * whole are taken to 12 digits: they are computed anew from the record, and a later version may be right about the last ones.
 */
export function exportedFigures(exported: string): object {
  const figures = JSON.parse(exported, (key, value: unknown) => {
    if (key === "manifest") return undefined;
    // A run that was never repeated has no noise, and earlier versions did not speak of noise.
    if (key === "noise" && value === null) return undefined;
    return typeof value === "number" && !Number.isInteger(value) ? Number(value.toPrecision(12)) : value;
  }) as object;
  // Of experiments without gates nothing was said about gates before there were any.
  return { gates: null, ...figures };
}
