// F23: shards that do not make a whole run together are refused, whichever of them is the wrong one, and nothing is written.
import assert from "node:assert/strict";
import path from "node:path";
import type { ErrorJson, RunJson } from "../support/cli-json.ts";
import { count } from "../support/faults/counts.ts";
import { run } from "../support/faults/fault-runs.ts";
import { faultTest } from "../support/faults/fault-test.ts";
import { runCli } from "../support/run-cli.ts";
import { sumsProject } from "../support/sums-project.ts";
import { createProject, type ProjectFiles, type TemporaryProject } from "../support/temporary-project.ts";

const shards = 4;
const rows = 12;
/** Which of the shards is the wrong one. */
const places = Array.from({ length: count(1, shards) }, (_, place) => place);

const files: ProjectFiles = {
  ...sumsProject(rows),
  "adder.model.yaml": "provider: simulated\nmodel: adder\nrules:\n  - {when: '.', replies: [{text: '11'}]}\n",
};

function flagOf(place: number): string[] {
  return ["--shard", `${place + 1}/${shards}`];
}

/** The folder of the run that is made in a project of its own. */
async function makeRun(project: TemporaryProject, words: readonly string[]): Promise<string> {
  const { exitCode, json, stderr } = await runCli([...run, ...words], project);
  assert.equal(exitCode, 0, stderr);
  return path.join(project.folder, ".touchstone/runs", json<RunJson>().run);
}

describe("shards of a run", () => {
  const machines: TemporaryProject[] = [];
  const right: string[] = [];

  async function machine(changes: ProjectFiles = {}): Promise<TemporaryProject> {
    const project = await createProject({ ...files, ...changes });
    machines.push(project);
    return project;
  }

  before(async () => {
    for (let place = 0; place < shards; place++) right.push(await makeRun(await machine(), flagOf(place)));
  });
  after(() => Promise.all(machines.map((project) => project[Symbol.asyncDispose]())));

  const mistakes: Readonly<Record<string, { readonly instead: (place: number) => Promise<string[]>; readonly message: RegExp }>> = {
    "of which one is missing": { instead: () => Promise.resolve([]), message: /^Shard \d\/4 is missing\.$/ },
    "of which one is there twice": {
      instead: (place) => Promise.resolve([right[place] ?? "", right[place] ?? ""]),
      message: /^Shard \d\/4 is there twice/,
    },
    "of which one was made twice": {
      instead: async (place) => [right[place] ?? "", await makeRun(await machine(), flagOf(place))],
      message: /^Shard \d\/4 is there twice/,
    },
    "of which one has another version of the template": {
      instead: async (place) => [await makeRun(await machine({ "ask.prompt": "What is {{left}} + {{right}}?" }), flagOf(place))],
      message: /has another set of variants, templates or models than/,
    },
    "of which one was written in another major format": {
      async instead(place) {
        const project = await machine();
        const folder = await makeRun(project, flagOf(place));
        const manifest = path.relative(project.folder, path.join(folder, "manifest.json"));
        const text = await project.read(manifest);
        const later = text.replace(/touchstone\.run\/\d+\.\d+/, "touchstone.run/99.0");
        assert.notEqual(later, text);
        await project.write({ [manifest]: later });
        return [folder];
      },
      message: /its format touchstone\.run\/99\.0 is newer than this version writes/,
    },
    "of which one has another seed": {
      instead: async (place) => [await makeRun(await machine(), [...flagOf(place), "--seed", "7"])],
      message: /another seed/,
    },
  };
  for (const [what, { instead, message }] of Object.entries(mistakes)) {
    faultTest("F23", `${what} are refused`, async (tally) => {
      for (const place of places) {
        await using project = await createProject({ "touchstone.yaml": "format: 1\n" });
        const given = [...right.slice(0, place), ...(await instead(place)), ...right.slice(place + 1)];
        const { exitCode, json } = await runCli(["merge", ...given, "--json"], project);
        tally.tried += 1;
        const { error } = json<ErrorJson>();
        assert.equal(exitCode, 4);
        assert.match(error.message, message);
        assert.deepEqual(await project.list(), ["touchstone.yaml"]);
      }
    });
  }

  // Else a merge that refuses everything would pass all of the above.
  faultTest("F23", "that belong together are merged", async (tally) => {
    await using project = await createProject({ "touchstone.yaml": "format: 1\n" });
    const { exitCode, json } = await runCli(["merge", ...right, "--json"], project);
    const { missing, variants } = json<RunJson>();
    tally.tried += 1;
    tally.lost += rows - (variants[0]?.samples ?? 0);
    assert.deepEqual([exitCode, missing, variants[0]?.samples], [0, 0, rows]);
  });
});
