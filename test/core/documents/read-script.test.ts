// The file of a script criterion: found, read and hashed with the criteria, or a finding at the place where it is named.
import assert from "node:assert/strict";
import { hashBytes } from "../../../src/core/base/hash.ts";
import { scriptsOf, type Criterion } from "../../../src/core/domain/criterion-set.ts";
import { readCriteria } from "../../../src/core/documents/read-criteria.ts";
import { createReader } from "../../../src/core/documents/reader.ts";
import { memoryFiles } from "../../support/memory-files.ts";
import { diagnosticLines } from "./sample-project.ts";

const path = "criteria/a.criteria.yaml";
const sound = "export const evaluate = () => true;\n";

async function read(files: Readonly<Record<string, string | Uint8Array>>, file = "../scorers/rate.mjs", check = "script") {
  const reader = createReader(memoryFiles({ [path]: `criteria:\n  - {id: a, check: ${check}, file: ${file}}\n`, ...files }));
  const document = await readCriteria(reader, path);
  const criterion: Criterion | null = document?.set.criteria[0] ?? null;
  return { criterion, used: [...reader.used().keys()], findings: diagnosticLines(reader.diagnostics) };
}

describe("the file of a script", () => {
  it("is read and hashed with its criterion", async () => {
    const { criterion, used, findings } = await read({ "scorers/rate.mjs": sound });
    assert.deepEqual(
      { script: criterion?.script, used, findings },
      {
        script: { path: "scorers/rate.mjs", sha256: hashBytes(new TextEncoder().encode(sound)), text: sound },
        used: [path, "scorers/rate.mjs"],
        findings: [],
      },
    );
  });

  it("makes another criterion of it when it changes, and the same one when it only moves", async () => {
    const hashOf = async (text: string, file = "rate.mjs"): Promise<string | undefined> =>
      (await read({ [`scorers/${file}`]: text }, `../scorers/${file}`)).criterion?.hash;
    const hash = await hashOf(sound);
    assert.deepEqual([(await hashOf(`${sound}//`)) === hash, (await hashOf(sound, "other.mjs")) === hash], [false, true]);
  });

  it("may be negated", async () => {
    const { criterion } = await read({ "scorers/rate.mjs": sound }, "../scorers/rate.mjs", "not-script");
    assert.deepEqual([criterion?.isNegated, criterion?.script?.path], [true, "scorers/rate.mjs"]);
  });

  const at = (column: number, text: string): string => `${path}:2:${column} ${text}`;
  const cases: readonly [title: string, file: string, content: string | Uint8Array | null, finding: string][] = [
    ["is missing", "../scorers/rate.mjs", null, at(34, 'file/missing There is no script at "../scorers/rate.mjs".')],
    ["lies outside the project", "../../rate.mjs", null, at(34, 'file/path "../../rate.mjs" leaves the project.')],
    ["has an absolute path", "/etc/rate.mjs", null, at(34, 'file/path "/etc/rate.mjs" is an absolute path.')],
    [
      "has another ending",
      "../scorers/rate.sh",
      sound,
      at(34, 'criteria/invalid-option criteria[1].file: "../scorers/rate.sh" is not a script.'),
    ],
    [
      "is no text",
      "../scorers/rate.mjs",
      new Uint8Array([255, 254]),
      at(34, "criteria/script The script scorers/rate.mjs is not UTF-8 text."),
    ],
    [
      "is huge",
      "../scorers/rate.mjs",
      `${sound}${"/".repeat(1e6)}`,
      at(34, "criteria/script The script scorers/rate.mjs is larger than 1 MB."),
    ],
    [
      "rates nothing",
      "../scorers/rate.mjs",
      "export default 1;",
      at(34, "criteria/script The script scorers/rate.mjs exports no function named evaluate."),
    ],
    [
      "imports a neighbour",
      "../scorers/rate.mjs",
      `import { a } from "./a.mjs";\n${sound}`,
      at(34, "criteria/script The script scorers/rate.mjs imports ./a.mjs, and a script is one file."),
    ],
    [
      "imports a neighbour for its effects",
      "../scorers/rate.mjs",
      `import './a.mjs';\n${sound}`,
      at(34, "criteria/script The script scorers/rate.mjs imports ./a.mjs, and a script is one file."),
    ],
    [
      "re-exports a neighbour on several lines",
      "../scorers/rate.mjs",
      `export {\n  evaluate,\n} from '../a.mjs';\n`,
      at(34, "criteria/script The script scorers/rate.mjs imports ../a.mjs, and a script is one file."),
    ],
  ];
  for (const [title, file, content, finding] of cases) {
    it(`is a finding when it ${title}`, async () => {
      const { criterion, findings } = await read(content === null ? {} : { [file.replace("../", "")]: content }, file);
      assert.deepEqual([criterion, findings.length], [null, 1]);
      assert.ok(findings[0]?.startsWith(finding), findings[0]);
    });
  }

  it("may import Node's own modules, and speak of others", async () => {
    const text = `import { basename } from "node:path";\n// import x from "./x.mjs"\nexport function evaluate({ output }) {\n  return output !== "./x.mjs"\n}\n`;
    assert.deepEqual((await read({ "scorers/rate.mjs": text })).findings, []);
  });
});

describe("the evaluators of a criterion set", () => {
  const criteria = "criteria:\n  - {id: a, check: contains, value: a}\nevaluators:\n";

  async function evaluatorsOf(lines: string) {
    const reader = createReader(
      memoryFiles({ [path]: `${criteria}${lines}\n`, "scorers/run.mjs": "export const evaluateRun = () => 1;", "scorers/rate.mjs": sound }),
    );
    const document = await readCriteria(reader, path);
    return { set: document?.set, used: [...reader.used().keys()], findings: diagnosticLines(reader.diagnostics) };
  }

  it("are read, pinned and named among the scripts, and change no rating", async () => {
    const { set, used, findings } = await evaluatorsOf("  - {id: spread, name: How spread, file: ../scorers/run.mjs}");
    const without = await readCriteria(createReader(memoryFiles({ [path]: criteria.replace("evaluators:\n", "") })), path);
    assert.deepEqual(
      [set?.evaluators.map(({ id, name, script }) => [id, name, script.path]), used, findings, set?.hash === without?.set.hash],
      [[["spread", "How spread", "scorers/run.mjs"]], [path, "scorers/run.mjs"], [], true],
    );
    // Where every sample has its ratings, only what sees the run is left to be approved.
    assert.deepEqual(
      [0, 3].map((samples) => set && scriptsOf(set, samples).map((script) => script.path)),
      [["scorers/run.mjs"], ["scorers/run.mjs"]],
    );
  });

  for (const [title, lines, finding] of [
    ["exports only evaluate", "  - {id: b, file: ../scorers/rate.mjs}", /exports no function named evaluateRun/],
    ["is not there", "  - {id: b, file: ../scorers/none.mjs}", /none\.mjs/],
    ["is no script", "  - {id: b, file: run.py}", /evaluators\[1\]\.file: "run\.py" is not a script/],
    ["has a placeholder", "  - {id: b, file: '{{a}}.mjs'}", /holds no \{\{column\}\}/],
    ["has a key of criteria", "  - {id: b, file: ../scorers/run.mjs, weight: 2}", /weight/],
    ["has an id that stands twice", "  - {id: b, file: ../scorers/run.mjs}\n  - {id: b, file: ../scorers/run.mjs}", /"b" stands twice/],
  ] as const)
    it(`are refused with the place when one ${title}`, async () => {
      const { findings } = await evaluatorsOf(lines);
      assert.equal(findings.length, 1, findings.join("\n"));
      assert.match(findings[0] ?? "", finding);
    });
});
