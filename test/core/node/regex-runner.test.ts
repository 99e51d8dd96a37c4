// Regular expressions in a worker: evil ones end, and those after them still run.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import type { FirstMatch, RegexOutcome } from "../../../src/core/base/ports.ts";
import { createRegexRunner } from "../../../src/node/regex-runner.ts";
import { createProject } from "../../support/temporary-project.ts";

const script = new URL("../../../src/node/regex-worker.ts", import.meta.url);
const evil = { pattern: "^(a+)+$", text: `${"a".repeat(40)}b` };

describe("createRegexRunner", () => {
  const runner = createRegexRunner(script);
  after(() => runner.close());

  const cases: readonly [string, string, string, RegexOutcome][] = [
    ["b", "", "abc", { kind: "matched", isMatch: true }],
    ["^b", "", "abc", { kind: "matched", isMatch: false }],
    ["B", "i", "abc", { kind: "matched", isMatch: true }],
    ["^b", "m", "a\nb", { kind: "matched", isMatch: true }],
    ["^.$", "u", "\u{1F600}", { kind: "matched", isMatch: true }],
    ["", "", "", { kind: "matched", isMatch: true }],
  ];
  for (const [pattern, flags, text, outcome] of cases) {
    it(`tests /${pattern}/${flags} on ${JSON.stringify(text)}`, async () => {
      assert.deepEqual(await runner.test(pattern, flags, text), outcome);
    });
  }

  for (const [pattern, flags] of [
    ["(", ""],
    ["a", "yy"],
    ["\\p{nope}", "u"],
  ] as const) {
    it(`calls /${pattern}/${flags} invalid`, async () => {
      assert.equal((await runner.test(pattern, flags, "a")).kind, "invalid");
    });
  }

  const lists: readonly [title: string, patterns: readonly string[], text: string, outcome: FirstMatch][] = [
    [
      "the first of two that match",
      ["x", "(?<first>b)(?<none>x)?", "abc"],
      "abc",
      {
        kind: "matched",
        index: 1,
        groups: new Map([
          ["first", "b"],
          ["none", ""],
        ]),
      },
    ],
    ["a group of any name", ["(?<__proto__>b)"], "abc", { kind: "matched", index: 0, groups: new Map([["__proto__", "b"]]) }],
    ["none", ["x", "y"], "abc", { kind: "unmatched" }],
    ["none of none", [], "abc", { kind: "unmatched" }],
    ["the one that takes too long", ["x", evil.pattern, "b"], evil.text, { kind: "timeout", index: 1 }],
    ["no trouble after the first match", ["b", evil.pattern], evil.text, { kind: "matched", index: 0, groups: new Map() }],
  ];
  for (const [title, patterns, text, outcome] of lists) {
    it(`finds ${title} in a list of patterns`, async () => {
      assert.deepEqual(await runner.firstMatch(patterns, "", text), outcome);
    });
  }

  it("says which pattern of a list is invalid", async () => {
    const { kind, index } = { index: -1, ...(await runner.firstMatch(["x", "("], "", "abc")) };
    assert.deepEqual({ kind, index }, { kind: "invalid", index: 1 });
  });

  it("hears an answer that came while it had other things to do for longer than a pattern may take", async () => {
    await runner.test("a", "", "a");
    // Long enough that the question has been put and not been answered when this thread turns to something else.
    const asked = runner.test(evil.pattern, "", `${"a".repeat(20)}b`);
    await new Promise((resolve) => setImmediate(resolve));
    for (const end = performance.now() + 600; performance.now() < end;);
    assert.deepEqual(await asked, { kind: "matched", isMatch: false });
  });

  it("ends an evil pattern, and runs the next one", async () => {
    const outcomes = [await runner.test(evil.pattern, "", evil.text), await runner.test("a", "", "a")];
    assert.deepEqual(outcomes, [{ kind: "timeout" }, { kind: "matched", isMatch: true }]);
  });

  it("gives each of 20 asked at once its own answer, evil ones among them", async () => {
    const asked = Array.from({ length: 20 }, (_, index) =>
      index % 7 === 3 ? runner.test(evil.pattern, "", evil.text) : runner.test("^5$|^1.$", "", String(index)),
    );
    const expected = Array.from({ length: 20 }, (_, index): RegexOutcome =>
      index % 7 === 3 ? { kind: "timeout" } : { kind: "matched", isMatch: index === 5 || index >= 10 },
    );
    assert.deepEqual(await Promise.all(asked), expected);
  });

  it("can be closed without having run, and used after closing", async () => {
    const other = createRegexRunner(script);
    await other.close();
    const outcome = await other.test("a", "", "a");
    await other.close();
    assert.deepEqual(outcome, { kind: "matched", isMatch: true });
  });

  it("rejects when its worker cannot start", async () => {
    await assert.rejects(createRegexRunner(new URL("no-such-worker.ts", script)).test("a", "", "a"));
  });

  it("answers a process that waits for nothing else, and lets it end", async () => {
    const runnerFile = JSON.stringify(new URL("../../../src/node/regex-runner.ts", import.meta.url).href);
    const program = `import { createRegexRunner } from ${runnerFile}; console.log((await createRegexRunner(new URL(${JSON.stringify(script.href)})).test("a", "", "a")).kind);`;
    await using project = await createProject({ "main.mjs": program });
    const { status, stdout } = spawnSync(process.execPath, [join(project.folder, "main.mjs")], { encoding: "utf8" });
    assert.deepEqual({ status, stdout }, { status: 0, stdout: "matched\n" });
  });
});
