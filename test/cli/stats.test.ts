// `touchstone stats`: one line of JSON on stdout whatever happens, the exit code beside it, and nothing read but stdin.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { startCli, type CliResult } from "../support/run-cli.ts";
import { createProject } from "../support/temporary-project.ts";

interface StatsError {
  readonly error: { readonly code: string; readonly message: string };
}

const script = fileURLToPath(new URL("../../dist/cli.js", import.meta.url));
const fixtures = new URL("../fixtures/statistics/methods/", import.meta.url);

/** Runs the command on `input`, in an empty folder. */
function stats(
  words: readonly string[],
  input: string | Uint8Array,
): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, "stats", ...words], { input, encoding: "utf8", timeout: 50_000 });
  return { status, stdout, stderr };
}

function refused(words: readonly string[], input: string | Uint8Array): readonly [number | null, string, string] {
  const { status, stdout, stderr } = stats(words, input);
  const { error } = JSON.parse(stdout) as StatsError;
  assert.deepEqual([stdout, stderr], [`${JSON.stringify({ error })}\n`, `${error.message}\n`]);
  return [status, error.code, error.message];
}

describe("touchstone stats", () => {
  it("prints one line of JSON and nothing else", () => {
    assert.deepEqual(stats(["wilson_ci"], '{"k": 45, "n": 50, "confidence": 0.95}\n'), {
      status: 0,
      stdout: '{"estimate":0.9,"lower":0.7863976856252037,"upper":0.9565242350681095}\n',
      stderr: "",
    });
  });

  it("takes --json, which changes nothing", () => {
    const input = '{"only_variant": 12, "only_baseline": 2}';
    assert.deepEqual(stats(["mcnemar_exact", "--json"], input), stats(["mcnemar_exact"], input));
  });

  for (const name of ["verdict_binary", "error_handling", "cohen_kappa", "mcnemar_evalue_two_sided"]) {
    it(`gives the keys of ${name} in the order of its contract`, () => {
      const { cases } = JSON.parse(readFileSync(new URL(`${name}.json`, fixtures), "utf8")) as {
        cases: { input: object; output: object }[];
      };
      const { status, stdout } = stats([name], JSON.stringify(cases[0]!.input));
      assert.deepEqual([status, Object.keys(JSON.parse(stdout) as object)], [0, Object.keys(cases[0]!.output)]);
    });
  }

  it("prints null for what does not exist, with exit code 0", () => {
    assert.deepEqual(stats(["median_ci_ranks"], '{"n": 3, "confidence": 0.95}'), {
      status: 0,
      stdout: '{"lower_rank":null,"upper_rank":null,"coverage":null}\n',
      stderr: "",
    });
  });

  const right = '{"k": 45, "n": 50, "confidence": 0.95}';
  for (const [title, words, input, code, says] of [
    [
      "a method that does not exist",
      ["wilson_cl"],
      right,
      "stats/unknown-method",
      /There is no method "wilson_cl"\. Did you mean "wilson_ci"\? Methods: wilson_ci, /,
    ],
    ["no method", [], right, "stats/unknown-method", /^A method must be named\. Methods: wilson_ci, /],
    ["an empty stdin", ["wilson_ci"], "", "stats/invalid-json", /^stdin is empty/],
    ["half an object", ["wilson_ci"], '{"k": 45,', "stats/invalid-json", /^stdin is not JSON: /],
    ["bytes that are no text", ["wilson_ci"], Uint8Array.of(0xc3, 0x28), "stats/invalid-json", /^stdin is not UTF-8$/],
    ["a key that is absent", ["wilson_ci"], '{"k": 45, "n": 50}', "stats/missing-input", /^confidence is missing/],
    [
      "a misspelt key",
      ["wilson_ci"],
      '{"k": 45, "n": 50, "confidnce": 0.95}',
      "stats/invalid-input",
      /^there is no key "confidnce": did you mean "confidence"\?$/,
    ],
    [
      "a count above its total",
      ["wilson_ci"],
      '{"k": 51, "n": 50, "confidence": 0.95}',
      "stats/invalid-input",
      /^k must be an integer between 0 and n$/,
    ],
    [
      "too much to enumerate",
      ["bootstrap_percentile_exhaustive"],
      '{"diffs": [1,2,3,4,5,6,7,8], "confidence": 0.9}',
      "stats/too-large",
      /^diffs must hold at most 7/,
    ],
  ] as const) {
    it(`refuses ${title} with exit code 4 and one object`, () => {
      const [status, found, message] = refused(words, input);
      assert.deepEqual([status, found], [4, code]);
      assert.match(message, says);
    });
  }

  it("says so with exit code 5 when the fault is its own", () => {
    const preload = `data:text/javascript,${encodeURIComponent("Float64Array.from = () => { throw new Error('loose end'); };")}`;
    const { status, stdout, stderr } = spawnSync(process.execPath, ["--import", preload, script, "stats", "quantile_type7"], {
      input: '{"values": [1, 2], "probs": [0.5]}',
      encoding: "utf8",
    });
    assert.deepEqual([status, stdout], [5, '{"error":{"code":"internal/bug","message":"loose end"}}\n']);
    assert.match(stderr, /^This is a bug in Touchstone: Error: loose end\n/);
  });

  it("spells out what a terminal would obey", () => {
    const { stderr } = stats(["wilson_ci"], '{"\u001b[31m": 1}');
    assert.equal(stderr.includes("\u001b"), false);
  });

  it("lists its methods in --help", () => {
    const { status, stdout } = stats(["--help"], "");
    assert.deepEqual(
      [status, ["wilson_ci", "rogan_gladen", "verdict_binary"].every((name) => stdout.includes(`\n    ${name}\n`))],
      [0, true],
    );
  });

  it("reads no project: a broken one around it changes nothing", async () => {
    await using project = await createProject({ "touchstone.yaml": "format: [broken" });
    await using started = startCli(["stats", "nothing"], project);
    const { exitCode, json }: CliResult = await started.result;
    assert.deepEqual([exitCode, json<StatsError>().error.code], [4, "stats/unknown-method"]);
  });

  if (process.platform !== "win32") {
    it("ends with 130 when it is interrupted while it waits for its input", async () => {
      const child = spawn(process.execPath, [script, "stats", "wilson_ci"], { stdio: ["pipe", "ignore", "ignore"] });
      // More than a pipe holds: when all of it is written, the command is reading.
      await new Promise<void>((resolve, reject) =>
        child.stdin.write(" ".repeat(1_000_000), (error) => (error == null ? resolve() : reject(error))),
      );
      child.kill("SIGINT");
      const [exitCode] = (await once(child, "exit")) as [number | null];
      assert.equal(exitCode, 130);
    });
  }
});
