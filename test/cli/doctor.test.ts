// `touchstone doctor`: sound or not, in words, as JSON and as an exit code; and what `--repair` mends.
import assert from "node:assert/strict";
import { appendFile, readFile } from "node:fs/promises";
import path from "node:path";
import type { ErrorJson } from "../support/cli-json.ts";
import { journalFiles } from "../support/journal.ts";
import { runCli } from "../support/run-cli.ts";
import { createProject, type ProjectFiles, type TemporaryProject } from "../support/temporary-project.ts";

const simulated: ProjectFiles = {
  "touchstone.yaml": "format: 1\n",
  "rows.csv": "id,text\na,first\nb,second\n",
  "ask.prompt": "Write about {{text}}.\n",
  "writer.model.yaml": "provider: simulated\nmodel: writer\nrules:\n  - {when: '.', replies: [{text: 'yes'}]}\n",
  "notes.criteria.yaml": "criteria:\n  - {id: says-yes, check: contains, value: 'yes'}\n",
  "notes.experiment.yaml": "collection: rows.csv\ntemplate: ask.prompt\nmodel: writer.model.yaml\ncriteria: notes.criteria.yaml\n",
};

interface DoctorJson {
  readonly run: string;
  readonly sound: boolean;
  readonly findings: readonly {
    readonly severity: string;
    readonly file: string;
    readonly line: number | null;
    readonly repairable: boolean;
  }[];
  readonly repaired: readonly string[];
  readonly exitCode: number;
}

async function projectWithRun(): Promise<{ readonly project: TemporaryProject; readonly journal: string }> {
  const project = await createProject(simulated);
  const { exitCode, stderr } = await runCli(["run", "notes.experiment.yaml"], project);
  assert.equal(exitCode, 0, stderr);
  return { project, journal: (await journalFiles(project))[0] ?? "" };
}

describe("touchstone doctor", () => {
  it("calls a run sound that was made in peace", async () => {
    const { project } = await projectWithRun();
    await using _project = project;
    const { exitCode, stdout } = await runCli(["doctor", "latest"], project);
    assert.deepEqual([exitCode, /^Run \S+ is sound\.\n$/.test(stdout)], [0, true]);
  });

  it("names what is wrong, and mends what can be mended without a loss", async () => {
    const { project, journal } = await projectWithRun();
    await using _project = project;
    const whole = await project.read(journal);
    await appendFile(path.join(project.folder, journal), '{"k":"rating","seq":99');
    await project.write({ [path.posix.join(path.posix.dirname(journal), "lock.json")]: "{}" });

    const found = await runCli(["doctor", "latest"], project);
    assert.equal(found.exitCode, 3);
    assert.match(
      found.stdout,
      /lock\.json {2}problem {2}The lock was left behind[\s\S]*jsonl {2}problem {2}The journal ends in half a line[\s\S]* is not sound: 2 problems\.\n$/,
    );
    assert.equal(await project.read(journal), `${whole}{"k":"rating","seq":99`);

    const mended = await runCli(["doctor", "latest", "--repair", "--json"], project);
    const { sound, findings, repaired } = mended.json<DoctorJson>();
    // With the tail cut off the summary is that of the journal again.
    assert.deepEqual([mended.exitCode, sound, findings, repaired.length], [0, true, [], 2]);
    assert.deepEqual([await project.read(journal), await project.read(`${journal}.torn`)], [whole, '{"k":"rating","seq":99']);
    assert.deepEqual(
      (await project.list(path.posix.dirname(journal))).filter((file) => file.endsWith("lock.json")),
      [],
    );
  });

  it("leaves a damaged line to whoever has a copy", async () => {
    const { project, journal } = await projectWithRun();
    await using _project = project;
    const damaged = (await project.read(journal)).replace('"text":"yes"', '"text":"no!"');
    await project.write({ [journal]: damaged });
    const result = await runCli(["doctor", "latest", "--repair", "--json"], project);
    const { findings } = result.json<DoctorJson>();
    assert.deepEqual(
      [
        result.exitCode,
        findings[0]?.severity,
        findings[0]?.file,
        typeof findings[0]?.line,
        findings[0]?.repairable,
        await project.read(journal),
      ],
      [3, "problem", journal.replace(".touchstone/", ""), "number", false, damaged],
    );
  });

  it("exits 4 for a run that is not there", async () => {
    await using project = await createProject(simulated);
    const result = await runCli(["doctor", "0000", "--json"], project);
    assert.deepEqual([result.exitCode, result.json<ErrorJson>().error.code], [4, "run/missing"]);
  });
});

describe("touchstone list runs", () => {
  it("needs no journal while the summary is that of the journals, and reads them when it is not", async () => {
    const { project, journal } = await projectWithRun();
    await using _project = project;
    const listed = async (): Promise<unknown> => (await runCli(["list", "runs", "--json"], project)).json();
    const before = await listed();
    // As long as before, so that only who reads it can tell.
    await project.write({ [journal]: (await project.read(journal)).replace('"label":"pass"', '"label":"fail"') });
    assert.deepEqual(await listed(), before);
    await appendFile(path.join(project.folder, journal), "x");
    const { warnings } = (await listed()) as { readonly warnings: readonly string[] };
    assert.equal(warnings.length, 2);
  });

  it("says of a run from a newer version that it is one, and resume refuses it", async () => {
    const { project, journal } = await projectWithRun();
    await using _project = project;
    const manifest = path.join(project.folder, path.dirname(journal), "manifest.json");
    const text = (await readFile(manifest, "utf8")).replace("touchstone.run/1.1", "touchstone.run/2.0");
    await project.write({ [path.posix.join(path.posix.dirname(journal), "manifest.json")]: text });
    const listed = await runCli(["list", "runs", "--json"], project);
    const exported = await runCli(["export", "latest", "--format", "csv"], project);
    const resumed = await runCli(["resume", "latest", "--json"], project);
    const { runs, warnings } = listed.json<{
      readonly runs: readonly { readonly ended: number }[];
      readonly warnings: readonly string[];
    }>();
    // The other one is that its journals name the manifest as it was.
    assert.deepEqual([listed.exitCode, runs[0]?.ended, warnings.length], [0, 2, 2]);
    assert.deepEqual(
      [exported.exitCode, exported.stdout.split("\n").length > 2, exported.stderr.includes("touchstone.run/2.0")],
      [0, true, true],
    );
    const { error } = resumed.json<ErrorJson>();
    assert.deepEqual([resumed.exitCode, error.code, String(error.hint)], [4, "run/invalid", "Update Touchstone to go on with it."]);
  });
});
