// A run as JUnit XML: a suite for the gates, and one for each gated arm with every row as a test.
import { isPass } from "../../domain/outcome.ts";
import { isAnswered } from "../../domain/run-record.ts";
import type { RunGates } from "../../gates/ruling.ts";
import { decideGates } from "../../gates/decide-gates.ts";
import { preview } from "../results/text-limits.ts";
import { sampleError } from "../results/outcome-words.ts";
import { ruleText, subjectText } from "../ruling-words.ts";
import type { ExporterDefinition, ExportInput } from "./exporter.ts";
import { gatedArms } from "./gated-arms.ts";
import { samplesByRow, type ExportedSample } from "./samples.ts";
import { countRows, type RowCounts } from "./row-outcomes.ts";
import { xmlAttributes, xmlText } from "./xml-text.ts";

const longestName = 300;
const longestReason = 500;
const longestBody = 4000;

/** How a test ended. An undecided rule is `skipped`: it has not passed, and whether that is a failure is for the gate's exit code to say. */
type Ending = "passed" | "failure" | "error" | "skipped";

interface Test {
  readonly name: string;
  readonly ending: Ending;
  readonly type: string;
  readonly message: string;
  readonly body: string;
  readonly seconds: number | null;
}

export const junit: ExporterDefinition = {
  title: "JUnit XML: gates and rows as tests",
  extension: "junit.xml",
  async *write(input) {
    const { manifest } = input;
    const path = preview(manifest.experiment.path, longestName);
    const rules = gateTests(decideGates(manifest, input.record));
    const arms = gatedArms(manifest).map((name) => ({ name, counts: countRows(input, name) }));
    const ruleCounts = countTests(rules);
    const all = [ruleCounts, ...arms.map(({ counts }) => counts)].reduce(addCounts, noCounts);
    yield `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites${xmlAttributes({ name: preview(manifest.experiment.name, longestName), ...all })}>\n`;
    if (rules.length > 0) {
      yield suiteHead(`${path}: gates`, ruleCounts, input);
      for (const test of rules) yield testText(test, "gates");
      yield "  </testsuite>\n";
    }
    for (const { name, counts } of arms) {
      yield suiteHead(`${path}: ${preview(name, longestName)}`, counts, input);
      for await (const { row, samples } of samplesByRow(input, name))
        yield testText(rowTest(input, row.id, samples), preview(name, longestName));
      yield "  </testsuite>\n";
    }
    yield "</testsuites>\n";
  },
};

const noCounts: RowCounts = { tests: 0, failures: 0, errors: 0, skipped: 0 };

function addCounts(a: RowCounts, b: RowCounts): RowCounts {
  return {
    tests: a.tests + b.tests,
    failures: a.failures + b.failures,
    errors: a.errors + b.errors,
    skipped: a.skipped + b.skipped,
  };
}

function countTests(tests: readonly Test[]): RowCounts {
  const number = (wanted: Ending): number => tests.filter(({ ending }) => ending === wanted).length;
  return { tests: tests.length, failures: number("failure"), errors: number("error"), skipped: number("skipped") };
}

function suiteHead(name: string, counts: RowCounts, { manifest }: ExportInput): string {
  const run = `    <properties>\n      <property${xmlAttributes({ name: "touchstone.run", value: manifest.runId })}/>\n    </properties>\n`;
  return `  <testsuite${xmlAttributes({ name, ...counts, timestamp: manifest.createdAt })}>\n${run}`;
}

const gateEndings = { pass: "passed", fail: "failure", inconclusive: "skipped" } as const;

/** Nothing for a run without gates. Gates that are not decided are one test that has not passed. */
function gateTests(gates: RunGates | null): Test[] {
  if (gates === null) return [];
  const { verdict, sentence, rulings } = gates;
  if (verdict === null || verdict === "incomplete") {
    const ending = verdict === null ? "skipped" : "error";
    return [{ name: "all rules", ending, type: verdict ?? "not decided", message: sentence, body: "", seconds: null }];
  }
  return rulings.map((ruling) => ({
    name: `gate ${ruling.gate + 1}: ${subjectText(ruling)} ${ruleText(ruling)}`,
    ending: gateEndings[ruling.verdict],
    type: ruling.verdict,
    message: ruling.sentence,
    body: "",
    seconds: null,
  }));
}

/** The epochs of a row as one test: an error beats a failure, which beats a pass; what is missing is an error. */
function rowTest(input: ExportInput, id: string, samples: readonly ExportedSample[]): Test {
  const { epochs } = input.manifest;
  const ended = samples.flatMap(({ scored }) => scored ?? []);
  const missing = Math.max(0, epochs - ended.length);
  const errors = ended.filter(({ outcome }) => outcome === "error").length;
  const failures = ended.filter(({ outcome }) => outcome === "fail").length;
  const latencies = samples.flatMap(({ record: { response } }) =>
    isAnswered(response) && !response.cost.cached ? (response.latencyMs ?? []) : [],
  );
  const common = { name: id, seconds: latencies.length === 0 ? null : latencies.reduce((sum, each) => sum + each, 0) / 1000 };
  const of = epochs === 1 ? "" : ` in ${errors > 0 || missing > 0 ? errors + missing : failures} of ${epochs} epochs`;
  if (missing > 0) return { ...common, ending: "error", type: "missing", message: `The row has not ended${of}.`, body: "" };
  if (errors > 0)
    return { ...common, ending: "error", type: "error", message: `The row ended in an error${of}.`, body: errorText(input, samples) };
  if (failures > 0) {
    const failing = failingCriteria(input, samples);
    const named = failing.map(({ id: criterion }) => criterion).join(", ");
    const message = `Failed${of}: ${named === "" ? "the score is below the threshold" : named}.`;
    return { ...common, ending: "failure", type: "fail", message, body: failing.map(({ text }) => text).join("\n") };
  }
  return { ...common, ending: "passed", type: "", message: "", body: "" };
}

function errorText({ isConfidential }: ExportInput, samples: readonly ExportedSample[]): string {
  if (isConfidential) return "";
  return [...new Set(samples.flatMap(({ whole: { response, ratings } }) => sampleError({ response, ratings }) ?? []))]
    .map((reason) => preview(reason, longestReason))
    .join("\n");
}

/** Each hard criterion that some epoch did not pass, with the reason of the first of them; reasons may quote what is confidential. */
function failingCriteria({ manifest, isConfidential }: ExportInput, samples: readonly ExportedSample[]): { id: string; text: string }[] {
  return manifest.criteria.items.flatMap(({ id, severity }) => {
    if (severity === "soft") return [];
    const failed = samples.find(({ record }) => !isPass(record.ratings.get(id)));
    if (failed === undefined) return [];
    const reason = isConfidential ? null : (failed.whole.ratings.get(id)?.reason ?? null);
    return [{ id, text: reason === null ? id : `${id}: ${preview(reason, longestReason)}` }];
  });
}

function testText({ name, ending, type, message, body, seconds }: Test, suite: string): string {
  const head = `    <testcase${xmlAttributes({ name: preview(name, longestName), classname: suite, time: seconds === null ? null : seconds.toFixed(3) })}`;
  if (ending === "passed") return `${head}/>\n`;
  const attributes = xmlAttributes({ message: preview(message, longestReason), type: ending === "skipped" ? null : type });
  const inside = body === "" ? `<${ending}${attributes}/>` : `<${ending}${attributes}>${xmlText(body.slice(0, longestBody))}</${ending}>`;
  return `${head}>\n      ${inside}\n    </testcase>\n`;
}
