// The action as it ships: its manifest says what its code does, its tree runs by itself, and workflows and recipes keep the rules.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { globSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parse, parseDocument } from "yaml";
import { readInputs } from "../../src/action/inputs.ts";
import { problemsOf, stepsOf } from "../support/workflow-rules.ts";

const root = path.resolve(import.meta.dirname, "../..");
const read = (file: string): string => readFileSync(path.join(root, file), "utf8");

interface ActionManifest {
  readonly inputs: Readonly<Record<string, { readonly description: string; readonly required?: boolean; readonly default?: string }>>;
  readonly outputs: Readonly<Record<string, { readonly description: string }>>;
  readonly runs: { readonly using: string; readonly main: string };
}

const manifest = parse(read("action.yml")) as ActionManifest;

describe("action.yml", () => {
  it("names the inputs that the action reads, and no others", () => {
    const asked = new Set<string>();
    const environment = new Proxy<Record<string, string>>(
      { INPUT_EXPERIMENT: "a.experiment.yaml" },
      {
        get(target, name: string) {
          asked.add(name.replace(/^INPUT_/, "").toLowerCase());
          return target[name];
        },
      },
    );
    readInputs(environment);
    assert.deepEqual([...asked].sort(), Object.keys(manifest.inputs).sort());
  });

  it("names the outputs that the action writes, and no others", () => {
    const body = /const outputs = \{([^]*?)\n {2}\};/.exec(read("src/action/run-action.ts"))?.[1] ?? "";
    const written = [...body.matchAll(/^ {4}"?([\w-]+)"?(?::|,)/gm)].map(([, name]) => name);
    assert.deepEqual(written.sort(), Object.keys(manifest.outputs).sort());
  });

  it("has defaults that the action takes", () => {
    const environment = Object.entries(manifest.inputs).map(([name, { default: value }]) => [`INPUT_${name.toUpperCase()}`, value ?? ""]);
    const { onInconclusive, comments } = readInputs({ ...Object.fromEntries(environment), INPUT_EXPERIMENT: "a.experiment.yaml" });
    assert.deepEqual([onInconclusive, comments], ["neutral", true]);
  });
});

describe("the tree of the action", () => {
  it("runs by itself: the action, and the command line that it starts", () => {
    const folder = mkdtempSync(path.join(tmpdir(), "touchstone-action-"));
    try {
      const packed = spawnSync(process.execPath, [path.join(root, "scripts/pack-action.ts"), folder], { encoding: "utf8" });
      assert.equal(packed.status, 0, packed.stderr);
      const start = (file: string, ...words: string[]) =>
        spawnSync(process.execPath, [path.join(folder, file), ...words], { encoding: "utf8", env: {} });
      const [action, command] = [start(manifest.runs.main), start("dist/cli.js", "init", path.join(folder, "sample"))];
      assert.deepEqual([action.status, command.status], [4, 0], action.stderr + command.stderr);
      assert.match(action.stdout, /^::error title=Touchstone could not start::The input experiment is missing\./);
      const foreign = globSync("**/*", { cwd: folder }).filter((file) =>
        /webview|extension\.js|background-worker|\.map$|host-tests/.test(file),
      );
      assert.deepEqual(foreign, []);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe("the workflows of this repository", () => {
  for (const file of globSync(".github/workflows/*.yml", { cwd: root })) {
    it(`${path.basename(file)} keeps the rules`, () => {
      assert.deepEqual(problemsOf(read(file), { isPinned: true }), []);
    });
  }
});

describe("the rules for workflows", () => {
  const good =
    "on: pull_request\npermissions: {contents: read}\njobs: {a: {steps: [{uses: actions/checkout@v5, with: {persist-credentials: false}}]}}";
  for (const [what, text, problem] of [
    ["pull_request_target", good.replace("pull_request", "pull_request_target"), /starts on pull_request_target/],
    ["one of several dangerous events", good.replace("pull_request", "{pull_request: {}, workflow_run: {}}"), /starts on workflow_run/],
    ["a workflow without permissions", good.replace(/permissions.*\n/, ""), /has no permissions/],
    ["all permissions", good.replace("{contents: read}", "write-all"), /lets every job write/],
    ["a token left in the checkout", good.replace("persist-credentials: false", "fetch-depth: 0"), /leaves its token/],
    [
      "a title in a script",
      good.replace("uses: actions/checkout@v5", 'run: "echo ${{ github.event.pull_request.title }}"'),
      /anybody may write/,
    ],
    ["text that is no YAML", "on: [", /Flow sequence/],
  ] as const) {
    it(`find ${what}`, () => assert.match(problemsOf(text, { isPinned: false }).join("; "), problem));
  }

  it("find an action that can change", () => {
    assert.deepEqual(problemsOf(good, { isPinned: true }), ["job a uses actions/checkout@v5, which can change"]);
  });

  it("find nothing in a good workflow", () => assert.deepEqual(problemsOf(good, { isPinned: false }), []));
});

describe("the recipes of docs/ci.md", () => {
  const recipes = [...read("docs/ci.md").matchAll(/^```yaml\n# (\S+)\n([^]*?)^```/gm)].map(([, file = "", text = ""]) => ({ file, text }));
  const workflows = recipes.filter(({ file }) => file.startsWith(".github/"));

  it("are complete files, each with its name, for GitHub, GitLab and Buildkite", () => {
    const all = read("docs/ci.md").match(/^```yaml$/gm) ?? [];
    assert.deepEqual([recipes.length, workflows.length], [all.length, 4]);
    assert.deepEqual(
      recipes.slice(-2).map(({ file }) => file),
      [".gitlab-ci.yml", ".buildkite/pipeline.yml"],
    );
  });

  for (const { file, text } of recipes) {
    it(`${file} is YAML without a fault`, () => {
      const { errors, warnings } = parseDocument(text);
      assert.deepEqual([...errors, ...warnings], []);
    });
  }

  for (const { file, text } of workflows) {
    it(`${file} keeps the rules for workflows`, () => assert.deepEqual(problemsOf(text, { isPinned: false }), []));

    it(`${file} gives the action inputs that it has`, () => {
      const given = stepsOf(text).filter(({ uses = "" }) => uses.startsWith("OWNER/touchstone@"));
      const unknown = given.flatMap(({ with: inputs = {} }) => Object.keys(inputs).filter((name) => !(name in manifest.inputs)));
      assert.deepEqual(unknown, []);
    });
  }
});
