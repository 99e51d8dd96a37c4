// Searching the texts of a run: each response is read once for each text, and an answer serves every window of it.
import assert from "node:assert/strict";
import type { RunTexts } from "../../../../src/core/domain/run-texts.ts";
import { createLineMatcher } from "../../../../src/core/report/results/line-matcher.ts";
import { rowLines } from "../../../../src/core/report/results/row-lines.ts";
import { armEvents, recordOf, responseOf, textsOf } from "../../../support/event-factories.ts";
import { rowsOf } from "../../../support/factories.ts";
import { queryOf, sourceOf } from "./results-fixtures.ts";

const events = [...armEvents("baseline", "PPP"), ...armEvents("short", "PPP")];

/** A source, and the rows whose responses were read. */
function watched() {
  const source = sourceOf({ rows: rowsOf(3), events });
  const read: string[] = [];
  const texts: RunTexts = {
    async *read(samples, what) {
      for await (const whole of textsOf(...events).read(samples, what)) {
        read.push(whole.record.row);
        yield whole;
      }
    },
  };
  return { source, read, match: createLineMatcher(texts) };
}

describe("createLineMatcher", () => {
  it("reads no text when none is looked for", async () => {
    const { source, read, match } = watched();
    await match(source.lines, source.columns, queryOf());
    assert.deepEqual(read, []);
  });

  it("reads the responses of the rows that do not hold the text themselves", async () => {
    const { source, read, match } = watched();
    const { lines } = await match(source.lines, source.columns, queryOf({ text: "R02" }));
    assert.deepEqual([lines.map(({ id }) => id), read], [["r02"], ["r01", "r03"]]);
  });

  it("reads each response once for each text, also when the lines are made again", async () => {
    const { source, read, match } = watched();
    const query = queryOf({ text: "answer to r03" });
    const again = rowLines(source, null);
    const found = [await match(source.lines, source.columns, query), await match(again, source.columns, query)];
    assert.deepEqual(
      [found.map(({ lines }) => lines.map(({ id }) => id)), read],
      [
        [["r03"], ["r03"]],
        ["r01", "r02", "r03"],
      ],
    );
  });

  it("reads only what has come since, while a run is live", async () => {
    const { source, read, match } = watched();
    const query = queryOf({ text: "answer" });
    const rows = rowsOf(4);
    const record = recordOf(...events);
    await match(rowLines({ ...source, rows, record }, null), source.columns, query);
    const later = recordOf(...events, responseOf({ row: "r04", variant: "short" }));
    for (const [hash, sample] of record.samples) later.samples.set(hash, sample);
    const { lines } = await match(rowLines({ ...source, rows, record: later }, null), source.columns, { ...query, chips: [] });
    assert.deepEqual([lines.length, read], [3, ["r01", "r02", "r03", "r04"]]);
  });

  it("keeps the answer for the next window", async () => {
    const { source, match } = watched();
    const query = queryOf({ sort: { by: "score", isDescending: true } });
    const first = await match(source.lines, source.columns, query);
    assert.equal(await match(source.lines, source.columns, { ...query }), first);
    assert.notEqual(await match(source.lines, source.columns, queryOf()), first);
  });
});
