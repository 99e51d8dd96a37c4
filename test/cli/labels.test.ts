// `touchstone labels`: out to an annotator and back, with what git needs, and nothing written where a line is wrong.
import assert from "node:assert/strict";
import { runCli } from "../support/run-cli.ts";
import { createProject, type TemporaryProject } from "../support/temporary-project.ts";

const experiment = "experiments/tone.experiment.yaml";
const labels = "criteria/support.labels.jsonl";

/** The example with a run, and a sheet in which every line says `word`. */
async function ratedExample(word: string): Promise<TemporaryProject> {
  const project = await createProject();
  const { folder } = project;
  await runCli(["init"], { folder });
  await runCli(["run", experiment], { folder });
  const sheet = await runCli(["labels", "export", "latest", "--criteria", "polite", "--rows", "sample:20"], { folder });
  assert.match(sheet.stderr, /\d+ questions about \d+ responses, the arms mixed and unnamed/);
  await project.write({ "rated.csv": sheet.stdout.replaceAll(/,,\r\n/g, `,${word},\r\n`) });
  return project;
}

describe("touchstone labels", () => {
  it("keeps a rated sheet once, and every door names the file", async () => {
    await using project = await ratedExample("fail");
    const { folder } = project;
    const first = await runCli(["labels", "import", "rated.csv", "--by", "ada", "--json"], { folder });
    const again = await runCli(["labels", "import", "rated.csv", "--by", "ada", "--json"], { folder });
    type Imported = { added: number; unchanged: number; files: string[]; gitattributes: boolean };
    const [{ added, files, gitattributes }, second] = [first.json<Imported>(), again.json<Imported>()];
    assert.deepEqual(
      [files, gitattributes, second.files, second.added, second.unchanged === added, second.gitattributes],
      [[labels], true, [], 0, true, false],
    );
    assert.equal(await project.read(".gitattributes"), "*.labels.jsonl merge=union\n");
    assert.equal((await project.read(labels)).trimEnd().split("\n").length, added);

    const table = await runCli(["labels", "agreement", "latest"], { folder });
    const compared = await runCli(["compare", "latest:baseline", "latest:short"], { folder });
    const rerun = await runCli(["run", experiment], { folder });
    const line = /People's ratings from criteria\/support\.labels\.jsonl \(sha256:[0-9a-f]{12}\) stand for 40 ratings in these figures/;
    for (const { stdout } of [table, compared, rerun]) assert.match(stdout, line);
    assert.match(table.stdout, /polite +judge +\d+ +0 +0 +\d+ +\d+ /);
    assert.match((await runCli(["labels", "list"], { folder })).stdout, /polite +ada +0 +\d+/);
  });

  it("writes nothing where a line is wrong, and names every such line", async () => {
    await using project = await ratedExample("good");
    const { exitCode, stderr } = await runCli(["labels", "import", "rated.csv", "--by", "ada"], { folder: project.folder });
    assert.match(stderr, /rated\.csv:2: The label "good" is none/);
    assert.deepEqual([exitCode, await project.list("criteria")], [4, ["criteria/support.criteria.yaml"]]);
  });
});
