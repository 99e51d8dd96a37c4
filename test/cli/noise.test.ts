// A Noise Check by hand: the baseline against itself, and its band beside every difference from then on.
import assert from "node:assert/strict";
import { runCli, type CliResult } from "../support/run-cli.ts";
import { createProject, type TemporaryProject } from "../support/temporary-project.ts";

const experiment = "experiments/tone.experiment.yaml";

interface Noted {
  readonly noise: { readonly halfWidth: number; readonly rows: number; readonly source: object } | null;
}

interface NoisyRun {
  readonly run: string;
  readonly variants: readonly { readonly name: string; readonly comparison: (Noted & { readonly criteria: readonly Noted[] }) | null }[];
  readonly warnings: readonly string[];
}

describe("touchstone aa", () => {
  let project: TemporaryProject;
  let touchstone: (...words: string[]) => Promise<CliResult>;
  let check: CliResult;
  let failing: CliResult;
  let run: NoisyRun;

  before(async () => {
    project = await createProject();
    touchstone = (...words) => runCli(words, { folder: project.folder });
    await touchstone("init");
    check = await touchstone("aa", experiment);
    failing = await touchstone("run", experiment, "--rows", "failing");
    run = (await touchstone("run", experiment, "--json")).json<NoisyRun>();
  });
  after(() => project[Symbol.asyncDispose]());

  it("says in plain words how far the figures move, exits 0 and decides no gate", () => {
    assert.equal(check.exitCode, 0, check.stderr);
    assert.match(
      check.stdout,
      /^Run again, the same prompt's pass rate differs by up to ±\d+\.\d points \(95%\): \d+ of 80 rows came out differently\.\n/,
    );
    assert.match(check.stdout, /Gates are not decided by a run of the baseline against itself\./);
    assert.match(check.stderr, /80 rows × 2 arms \(baseline, baseline-again\)/);
  });

  it("is not the run whose failing rows are meant: equal arms fail by chance", () => {
    assert.deepEqual([failing.exitCode, /There is no finished run of/.test(failing.stderr)], [4, true]);
  });

  it("puts its band beside every difference of a later run", () => {
    const [, short] = run.variants;
    const { noise, criteria = [] } = short?.comparison ?? {};
    assert.deepEqual([noise?.rows, Object.keys(noise ?? {}), criteria.length], [80, ["halfWidth", "rows", "source"], 7]);
    assert.ok(criteria.every((item) => item.noise !== null));
    assert.ok(!run.warnings.some((text) => text.startsWith("No Noise Check")), run.warnings.join("\n"));
  });

  it("is exported and compared with the same band", async () => {
    const exported = (await touchstone("export", run.run, "--format", "json")).json<NoisyRun>();
    const compared = (await touchstone("compare", `${run.run}:baseline`, `${run.run}:short`, "--json")).json<NoisyRun>();
    const band = run.variants[1]?.comparison?.noise;
    assert.deepEqual([exported.variants[1]?.comparison?.noise, compared.variants[1]?.comparison?.noise], [band, band]);
  });

  it("leaves a run of another baseline without a band, and says so last", async () => {
    const template = await project.read("templates/reply.prompt");
    await project.write({ "templates/reply.prompt": `${template}\nBe brief.\n` });
    const other = (await touchstone("run", experiment, "--json", "--rows", "first:30")).json<NoisyRun>();
    assert.equal(other.variants[1]?.comparison?.noise, null);
    assert.match(other.warnings.at(-1) ?? "", /^No Noise Check has been run for this baseline/);
  });

  it("says before a run what its rows can show", async () => {
    const plan = (await touchstone("plan", experiment, "--json")).json<{
      power: { rows: number; detectable: number; rowsForMargin: number };
    }>();
    assert.deepEqual({ ...plan.power, detectable: plan.power.detectable.toFixed(3) }, { rows: 80, detectable: "0.154", rowsForMargin: 85 });
    assert.match((await touchstone("plan", experiment)).stdout, /80 rows can show a change of 15\.4 points.*; 85 would show 15 points\./);
  });

  it("takes no variant", async () => {
    const { exitCode, stderr } = await touchstone("aa", experiment, "--variant", "short");
    assert.deepEqual([exitCode, stderr.includes("--variant")], [4, true]);
  });
});
