// JUnit, SARIF and the in-toto statement: what passes, fails, is open or is missing never reads as something better.
import assert from "node:assert/strict";
import type { Diagnostic } from "../../../src/core/domain/diagnostic.ts";
import type { GateDocument } from "../../../src/core/domain/experiment.ts";
import { diagnosticsSarif } from "../../../src/core/report/diagnostics-sarif.ts";
import type { ExportInput } from "../../../src/core/report/exporters/exporter.ts";
import { inToto } from "../../../src/core/report/exporters/in-toto.ts";
import { junit } from "../../../src/core/report/exporters/junit.ts";
import { sarif } from "../../../src/core/report/exporters/sarif.ts";
import { writeSarif } from "../../../src/core/report/sarif.ts";
import { armEvents, ratingOf, responseOf } from "../../support/event-factories.ts";
import { hashOf, manifestOf, rowsOf } from "../../support/factories.ts";
import { parseXml, type XmlElement } from "../../support/strict-xml.ts";
import { exportInput, textOf } from "./report-fixtures.ts";

const variants = ["baseline", "short"];

function runOf(baseline: readonly string[], short: readonly string[], gates: readonly GateDocument[] = []): ExportInput {
  const rows = rowsOf((baseline[0] ?? "").length);
  const { experiment } = manifestOf();
  return exportInput({
    variants,
    rows,
    events: [
      ...baseline.flatMap((letters, epoch) => armEvents("baseline", letters, { epoch })),
      ...short.flatMap((letters, epoch) => armEvents("short", letters, { epoch })),
    ],
    manifest: { experiment: { ...experiment, gates: [...gates] }, epochs: baseline.length, samples: rows.length * 2 * baseline.length },
  });
}

describe("junit", () => {
  const suitesOf = async (input: ExportInput): Promise<readonly XmlElement[]> => parseXml(await textOf(junit, input)).children;
  const endings = (suite: XmlElement | undefined): string[] =>
    (suite?.children ?? []).filter(({ name }) => name === "testcase").map(({ children }) => children[0]?.name ?? "passed");

  it("folds the epochs of a row into one test, in which the worst counts", async () => {
    const [suite, ...others] = await suitesOf(runOf(["PPPPP", "PPPPP"], ["PFPE ", "PPFP "]));
    assert.deepEqual([endings(suite), others.length], [["passed", "failure", "failure", "error", "error"], 0]);
    const { tests, failures, errors, skipped } = suite?.attributes ?? {};
    assert.deepEqual({ tests, failures, errors, skipped }, { tests: "5", failures: "2", errors: "2", skipped: "0" });
  });

  it("tests the baseline of a run that has nothing else", async () => {
    const [suite] = await suitesOf(exportInput({ rows: rowsOf(2), events: armEvents("baseline", "PF") }));
    assert.deepEqual([suite?.attributes["name"], endings(suite)], ["test.experiment.yaml: baseline", ["passed", "failure"]]);
  });

  for (const [short, ending] of [
    ["P".repeat(40), "passed"],
    ["F".repeat(40), "failure"],
    [`${"P".repeat(29)}${"F".repeat(11)}`, "skipped"],
    [`${"P".repeat(39)} `, "error"],
  ] as const)
    it(`has a rule that ${ending === "passed" ? "holds" : "does not hold"} as ${ending}`, async () => {
      const [gates] = await suitesOf(
        runOf([`${"P".repeat(30)}${"F".repeat(10)}`], [short], [{ metric: "pass_rate", no_worse_than: 0.02 }]),
      );
      assert.deepEqual(endings(gates), [ending]);
    });

  it("quotes the reasons of what failed, in full where they are short", async () => {
    const name = { row: "r01" };
    const events = [responseOf(name), ratingOf(name, { value: 0, label: "fail", reason: `no <b> & ]]> \u0000${"x".repeat(2000)}` })];
    const [suite] = await suitesOf(exportInput({ rows: rowsOf(1), events }));
    const failure = suite?.children[1]?.children[0];
    assert.deepEqual(failure?.attributes, { message: "Failed: c1.", type: "fail" });
    assert.match(failure.text, /^c1: no <b> & \]\]> \\u\{0\}x{480,500}…$/);
  });
});

interface SarifDocument {
  readonly version: string;
  readonly runs: readonly [
    {
      readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
      readonly results: readonly {
        readonly ruleId: string;
        readonly ruleIndex: number;
        readonly level: string;
        readonly message: { readonly text: string };
        readonly locations: readonly [
          { readonly physicalLocation: { readonly artifactLocation: { readonly uri: string }; readonly region?: object } },
        ];
        readonly partialFingerprints?: object;
      }[];
      readonly invocations: readonly [{ readonly toolExecutionNotifications: readonly { readonly message: { readonly text: string } }[] }];
    },
  ];
}

describe("sarif", () => {
  const runIn = (text: string): SarifDocument["runs"][0] => {
    const { version, runs } = JSON.parse(text) as SarifDocument;
    assert.equal(version, "2.1.0");
    for (const { ruleId, ruleIndex } of runs[0].results) assert.equal(runs[0].tool.driver.rules[ruleIndex]?.id, ruleId);
    return runs[0];
  };

  it("has each regressed row at its line, and each rule that does not hold at the experiment", async () => {
    const input = runOf(
      ["PPPF"],
      ["PFEP"],
      [
        { metric: "pass_rate", at_least: 0.9 },
        { metric: "error_rate", no_more_than: 0.5 },
      ],
    );
    const { results } = runIn(await textOf(sarif, { ...input, rows: input.rows.map((row, index) => ({ ...row, line: index + 2 })) }));
    assert.deepEqual(
      results.map(({ ruleId, level, locations: [{ physicalLocation }] }) => [
        ruleId,
        level,
        physicalLocation.artifactLocation.uri,
        physicalLocation.region,
      ]),
      [
        ["gate/fail", "error", "test.experiment.yaml", undefined],
        ["criterion/c1", "warning", "rows.csv", { startLine: 3 }],
        ["row/error", "warning", "rows.csv", { startLine: 4 }],
      ],
    );
    assert.equal(results[2]?.message.text, "Row r03 ended in an error in short, and did better in baseline.");
  });

  it("names the file where the line of a row is not known", async () => {
    const { results } = runIn(await textOf(sarif, { ...runOf(["P"], ["F"]), rows: [] }));
    assert.deepEqual(results[0]?.locations[0].physicalLocation, { artifactLocation: { uri: "rows.csv" } });
  });

  it("writes paths as references and brackets as text", () => {
    const finding = {
      rule: "x",
      level: "note",
      message: "see [this](evil) \\",
      file: "a b/ü#?:%.csv",
      region: null,
      fingerprint: null,
    } as const;
    const { results } = runIn([...writeSarif({ version: "1.0.0", rules: [{ id: "x", description: "x" }], findings: [finding] })].join(""));
    assert.deepEqual(
      [results[0]?.locations[0].physicalLocation.artifactLocation.uri, results[0]?.message.text],
      ["a%20b/%C3%BC%23%3F%3A%25.csv", "see \\[this\\](evil) \\\\"],
    );
  });

  it("stops at 5,000 findings and says how many more there are", () => {
    const finding = { rule: "x", level: "note", message: "m", file: "f", region: null, fingerprint: null } as const;
    const text = [
      ...writeSarif({ version: "1.0.0", rules: [{ id: "x", description: "x" }], findings: Array.from({ length: 5002 }, () => finding) }),
    ].join("");
    const { results, invocations } = runIn(text);
    assert.deepEqual(
      [results.length, invocations[0].toolExecutionNotifications[0]?.message.text],
      [5000, "2 more findings were left out."],
    );
  });

  it("holds the findings of check with their places", () => {
    const place = { line: 3, column: 5, endLine: 3, endColumn: 9 };
    const diagnostic: Diagnostic = {
      file: "a.prompt",
      ...place,
      severity: "error",
      code: "template/x",
      message: "Wrong.",
      hint: "Mend it.",
      replacement: null,
    };
    const information: Diagnostic = { ...diagnostic, severity: "information", code: "a/first", hint: null };
    const { results } = runIn([...diagnosticsSarif([diagnostic, information], "1.0.0")].join(""));
    assert.deepEqual(
      results.map(({ ruleId, level, message, locations: [{ physicalLocation }] }) => [
        ruleId,
        level,
        message.text,
        physicalLocation.region,
      ]),
      [
        ["template/x", "error", "Wrong. Mend it.", { startLine: 3, startColumn: 5, endLine: 3, endColumn: 9 }],
        ["a/first", "note", "Wrong.", { startLine: 3, startColumn: 5, endLine: 3, endColumn: 9 }],
      ],
    );
  });
});

describe("the in-toto statement", () => {
  interface Statement {
    readonly subject: readonly { readonly name: string; readonly digest: { readonly sha256: string } }[];
    readonly predicate: {
      readonly result: string;
      readonly configuration: readonly { readonly name: string }[];
      readonly passedTests: readonly string[];
      readonly warnedTests: readonly string[];
      readonly failedTests: readonly string[];
    };
  }
  const statementOf = async (input: ExportInput): Promise<Statement> => JSON.parse(await textOf(inToto, input)) as Statement;
  const gate = { metric: "pass_rate", no_worse_than: 0.02 } as const;

  for (const [short, gates, result] of [
    ["P".repeat(40), [gate], "PASSED"],
    [`${"P".repeat(29)}${"F".repeat(11)}`, [gate], "WARNED"],
    ["F".repeat(40), [gate], "FAILED"],
    [`${"P".repeat(39)} `, [gate], "FAILED"],
    ["P".repeat(40), [], "FAILED"],
  ] as const)
    it(`says ${result} of ${gates.length} gates over ${short.slice(-5)}`, async () => {
      assert.equal((await statementOf(runOf([`${"P".repeat(30)}${"F".repeat(10)}`], [short], gates))).predicate.result, result);
    });

  it("is about the experiment and the gated templates, and lists what else was read as configuration", async () => {
    const input = runOf(["PP"], ["PP"], [{ metric: "pass_rate", at_least: 0.5 }]);
    const files = ["test.experiment.yaml", "old.prompt", "new.prompt", "rows.csv"].map((path) => ({ path, sha256: hashOf(path) }));
    const templates = ["old.prompt", "new.prompt"];
    const manifest = {
      ...input.manifest,
      files,
      variants: input.manifest.variants.map((variant, index) => ({ ...variant, template: templates[index] ?? "" })),
    };
    const { subject, predicate } = await statementOf({ ...input, manifest });
    assert.deepEqual(
      [subject.map(({ name }) => name), predicate.configuration.map(({ name }) => name)],
      [
        ["test.experiment.yaml", "new.prompt"],
        ["touchstone run", "old.prompt", "rows.csv"],
      ],
    );
    assert.equal(`sha256:${subject[0]?.digest.sha256}`, hashOf("test.experiment.yaml"));
    assert.deepEqual(predicate.passedTests, ["gate 1: pass_rate of short at least"]);
  });
});
