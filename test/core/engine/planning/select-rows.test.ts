// Which rows a run takes: filters first, then one selector; samples of a seed are nested.
import assert from "node:assert/strict";
import fc from "fast-check";
import type { Setup } from "../../../../src/core/documents/setup.ts";
import { defaultOptions, type RunOptions } from "../../../../src/core/engine/planning/options.ts";
import { selectRows, shardOf } from "../../../../src/core/engine/planning/select-rows.ts";
import { collectionOf, rowOf, rowsOf, setupOf } from "../../../support/factories.ts";

const colours = setupOf({
  collection: collectionOf([
    rowOf("a", { colour: "red", size: 1 }),
    rowOf("b", { colour: "red", size: 2 }),
    rowOf("c", { colour: "blue", size: 1 }),
    rowOf("d", { colour: "green", size: 2 }),
  ]),
});

function idsOf(setup: Setup, options: Partial<RunOptions> = {}): string[] {
  return selectRows(setup, { ...defaultOptions, ...options }).map((row) => row.id);
}

function sampleOf(count: number, seed: number, rows = 40): string[] {
  return idsOf(setupOf({ collection: collectionOf(rowsOf(rows)) }), { rows: { kind: "sample", count }, seed });
}

describe("selectRows", () => {
  for (const [what, setup, options, ids] of [
    ["takes all rows in file order", colours, {}, ["a", "b", "c", "d"]],
    ["keeps any of the values of one column", colours, { filter: { colour: ["red", "blue"] } }, ["a", "b", "c"]],
    ["keeps what fits in every column that is named", colours, { filter: { colour: ["red", "blue"], size: ["1"] } }, ["a", "c"]],
    [
      "puts the door's filter on top of the experiment's",
      { ...colours, rows: { filter: { size: [2] } } },
      { filter: { colour: ["red"] } },
      ["b"],
    ],
    ["takes the experiment's first rows after its filter", { ...colours, rows: { filter: { size: [2] }, first: 1 } }, {}, ["b"]],
    [
      "replaces the experiment's first rows by the door's selector",
      { ...colours, rows: { first: 1 } },
      { rows: { kind: "first", count: 3 } },
      ["a", "b", "c"],
    ],
    ["takes all there are when more are asked for", colours, { rows: { kind: "first", count: 9 } }, ["a", "b", "c", "d"]],
    ["takes ids in file order", colours, { rows: { kind: "ids", ids: ["d", "a"] } }, ["a", "d"]],
    ["samples all rows when more are asked for", colours, { rows: { kind: "sample", count: 9 } }, ["a", "b", "c", "d"]],
  ] as [string, Setup, Partial<RunOptions>, string[]][]) {
    it(what, () => {
      assert.deepEqual(idsOf(setup, options), ids);
    });
  }

  for (const [what, options, hint] of [
    ["a column that does not exist", { filter: { color: ["red"] } }, 'Did you mean "colour"?'],
    ["an id that does not exist", { rows: { kind: "ids", ids: ["a", "x"] } }, 'Did you mean "a"?'],
    ["an id that the filter has taken out", { filter: { colour: ["red"] }, rows: { kind: "ids", ids: ["d"] } }, 'Did you mean "a"?'],
    ["a filter that leaves nothing", { filter: { colour: ["black"] } }, "Loosen the filter or the row selection."],
  ] as [string, Partial<RunOptions>, string][]) {
    it(`refuses ${what}`, () => {
      assert.throws(() => idsOf(colours, options), { code: "input/invalid", hint });
    });
  }

  it("draws a smaller sample from a larger one of the same seed", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 39 }), fc.integer({ min: 1, max: 39 }), fc.integer(), (some, more, seed) => {
        const [small, large] = [Math.min(some, more), Math.max(some, more)];
        const among = new Set(sampleOf(large, seed));
        assert.deepEqual(
          sampleOf(small, seed).filter((id) => !among.has(id)),
          [],
        );
      }),
    );
  });

  it("has sample:10 inside sample:20", () => {
    const twenty = new Set(sampleOf(20, 1));
    assert.equal(sampleOf(10, 1).filter((id) => twenty.has(id)).length, 10);
  });

  it("draws as many rows as asked for, in file order", () => {
    const ids = sampleOf(10, 3);
    assert.deepEqual([ids.length, ids], [10, [...ids].sort()]);
  });

  it("draws other rows with another seed", () => {
    assert.notDeepEqual(sampleOf(10, 1), sampleOf(10, 2));
  });

  it("changes by one row at most when a row is added to the collection", () => {
    const drawn = new Set(sampleOf(10, 1, 41));
    assert.ok(sampleOf(10, 1, 40).filter((id) => !drawn.has(id)).length <= 1);
  });
});

describe("shards of the chosen rows", () => {
  const setup = setupOf({ collection: collectionOf(rowsOf(40)) });

  it("hold every row exactly once, in file order, whatever their number", () => {
    const rowIds = fc.uniqueArray(fc.string({ minLength: 1, unit: "grapheme" }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(rowIds, fc.integer({ min: 1, max: 9999 }), (ids, count) => {
        const rows = setupOf({ collection: collectionOf(ids.map((id) => rowOf(id))) });
        const indices = [...new Set(ids.map((id) => shardOf(id, count)))];
        const shards = indices.map((index) => idsOf(rows, { shard: { index, count } }));
        assert.deepEqual(shards.flat().sort(), [...ids].sort());
        for (const shard of shards)
          assert.deepEqual(
            shard,
            ids.filter((id) => shard.includes(id)),
          );
      }),
    );
  });

  it("are taken by the first eight bytes of the hash of the row's id", () => {
    // Worked out with another program: one that disagrees would put a row into two shards, or into none.
    assert.deepEqual(
      ["r01", "r02", "0123", "é"].map((id) => shardOf(id, 8)),
      [3, 3, 8, 6],
    );
  });

  it("are of about the same size", () => {
    const sizes = Array.from(
      { length: 8 },
      (_, at) => Array.from({ length: 8_000 }, (_, n) => shardOf(`row-${n}`, 8)).filter((i) => i === at + 1).length,
    );
    assert.deepEqual(
      sizes.filter((size) => size < 850 || size > 1150),
      [],
    );
  });

  it("are taken from the rows that filter and selector leave", () => {
    const chosen = { rows: { kind: "first", count: 10 } } as const;
    const parts = [1, 2, 3].flatMap((index) => idsOf(setup, { ...chosen, shard: { index, count: 3 } }));
    assert.deepEqual(parts.sort(), idsOf(setup, chosen));
  });

  it("may be empty, but not of nothing", () => {
    const one = setupOf({ collection: collectionOf([rowOf("only")]) });
    const empty = { index: (shardOf("only", 2) % 2) + 1, count: 2 };
    assert.deepEqual(idsOf(one, { shard: empty }), []);
    assert.throws(() => idsOf(one, { shard: empty, filter: { text: ["nothing"] } }), { code: "input/invalid" });
  });
});
