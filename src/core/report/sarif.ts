// Findings as a SARIF 2.1.0 log, piece by piece: what code hosts show beside the lines of a file.
import { safeJson } from "./escape.ts";
import { preview } from "./results/text-limits.ts";

/** A kind of finding. */
export interface SarifRule {
  readonly id: string;
  /** One sentence, without the full stop. */
  readonly description: string;
}

export interface SarifFinding {
  readonly rule: string;
  readonly level: "error" | "warning" | "note";
  readonly message: string;
  /** Project-relative path. */
  readonly file: string;
  /** 1-based, columns in UTF-16 units, the end exclusive; null for a finding about the whole file. */
  readonly region: {
    readonly startLine: number;
    readonly startColumn?: number;
    readonly endLine?: number;
    readonly endColumn?: number;
  } | null;
  /** Names the finding over many logs, so that it is one finding; null where its place does. */
  readonly fingerprint: string | null;
}

export interface SarifLog {
  readonly version: string;
  readonly rules: readonly SarifRule[];
  readonly findings: Iterable<SarifFinding>;
  /** Facts about the whole, by name. */
  readonly properties?: Readonly<Record<string, unknown>>;
}

const schema = "https://json.schemastore.org/sarif-2.1.0.json";
const longestMessage = 1000;
/** GitHub refuses a log of more results. */
const mostFindings = 5000;

/** At most 5,000 findings; how many more there are stands in a notification. */
export function* writeSarif({ version, rules, findings, properties }: SarifLog): Generator<string> {
  const indexes = new Map(rules.map(({ id }, index) => [id, index]));
  const driver = {
    name: "Touchstone",
    semanticVersion: version,
    rules: rules.map(({ id, description }) => ({ id, shortDescription: { text: preview(description, longestMessage) } })),
  };
  const head = safeJson({ $schema: schema, version: "2.1.0" }, 0).slice(0, -1);
  yield `${head},"runs":[{"tool":${safeJson({ driver }, 0)},"columnKind":"utf16CodeUnits",`;
  if (properties !== undefined) yield `"properties":${safeJson(properties, 0)},`;
  yield `"results":[`;
  let [written, more] = [0, 0];
  for (const finding of findings) {
    if (written === mostFindings) {
      more += 1;
      continue;
    }
    yield `${written === 0 ? "" : ","}\n${safeJson(sarifResult(finding, indexes), 0)}`;
    written += 1;
  }
  const notification = { level: "warning", message: { text: `${more} more findings were left out.` } };
  const invocation = { executionSuccessful: true, toolExecutionNotifications: more === 0 ? [] : [notification] };
  yield `\n],"invocations":[${safeJson(invocation, 0)}]}]}\n`;
}

function sarifResult({ rule, level, message, file, region, fingerprint }: SarifFinding, indexes: ReadonlyMap<string, number>): object {
  return {
    ruleId: rule,
    ...(indexes.has(rule) ? { ruleIndex: indexes.get(rule) } : {}),
    level,
    message: { text: plainMessage(preview(message, longestMessage)) },
    locations: [{ physicalLocation: { artifactLocation: { uri: uriOf(file) }, ...(region === null ? {} : { region }) } }],
    ...(fingerprint === null ? {} : { partialFingerprints: { "touchstone/v1": fingerprint } }),
  };
}

/** Brackets in a plain message are links to the readers of the format, and backslashes escape them. */
function plainMessage(text: string): string {
  return text.replace(/[\\[\]]/g, (sign) => `\\${sign}`);
}

/** A path as a relative reference: a colon in its first part would be a scheme. */
function uriOf(path: string): string {
  return path.toWellFormed().split("/").map(encodeURIComponent).join("/");
}
