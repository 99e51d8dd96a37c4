// A run as SARIF: each regressed row at its line of the collection, each rule that does not hold at the experiment.
import { sha256Hex } from "../../base/hash.ts";
import type { RunManifest } from "../../domain/run-manifest.ts";
import { decideGates } from "../../gates/decide-gates.ts";
import type { GateRuling } from "../../gates/ruling.ts";
import { rowChanges, type RegressedRow } from "../row-changes.ts";
import { ruleText } from "../ruling-words.ts";
import { writeSarif, type SarifFinding, type SarifRule } from "../sarif.ts";
import type { ExporterDefinition, ExportInput } from "./exporter.ts";

const errorRule = "row/error";
const scoreRule = "row/score";

export const sarif: ExporterDefinition = {
  title: "SARIF: regressed rows and failed rules as findings",
  extension: "sarif",
  // Nothing of it is read from the disk: findings name rows, criteria and figures, and quote no text.
  async *write(input) {
    const { manifest } = input;
    const gates = decideGates(manifest, input.record);
    yield* writeSarif({
      version: manifest.tool.version,
      rules: rulesOf(manifest),
      findings: findingsOf(input, gates?.rulings ?? []),
      properties: { run: manifest.runId, status: input.status, gate: gates?.verdict ?? null, sentence: gates?.sentence ?? null },
    });
  },
};

function rulesOf({ criteria }: RunManifest): SarifRule[] {
  return [
    { id: "gate/fail", description: "A rule of the gates does not hold" },
    { id: "gate/inconclusive", description: "A rule of the gates is not settled" },
    { id: errorRule, description: "A row that did better in the baseline ended in an error" },
    { id: scoreRule, description: "A row scores less than in the baseline" },
    ...criteria.items.map(({ id, name }) => ({
      id: criterionRule(id),
      description: `A row passes the criterion "${name ?? id}" less often than in the baseline`,
    })),
  ];
}

function criterionRule(id: string): string {
  return `criterion/${id}`;
}

function* findingsOf(input: ExportInput, rulings: readonly GateRuling[]): Generator<SarifFinding> {
  const { manifest } = input;
  for (const ruling of rulings) {
    if (ruling.verdict === "pass") continue;
    yield {
      rule: `gate/${ruling.verdict}`,
      level: ruling.verdict === "fail" ? "error" : "warning",
      message: `${ruleText(ruling)}: ${ruling.sentence}`,
      file: manifest.experiment.path,
      region: null,
      fingerprint: fingerprint(String(ruling.gate), ruling.rule ?? "", ruling.metric ?? "", ruling.variant, ruling.category ?? ""),
    };
  }
  for (const { id: variant } of manifest.variants.slice(1))
    for (const row of rowChanges(input, variant).regressed) yield* rowFindings(manifest, variant, row);
}

function* rowFindings(manifest: RunManifest, variant: string, { id, line, criteria, isErrored }: RegressedRow): Generator<SarifFinding> {
  const baseline = manifest.variants[0]?.id ?? "the baseline";
  const rules = isErrored ? [errorRule] : criteria.length === 0 ? [scoreRule] : criteria.map(criterionRule);
  for (const rule of rules) {
    const what =
      rule === errorRule
        ? `ended in an error in ${variant}, and did better in ${baseline}`
        : `${rule === scoreRule ? "scores less" : `passes "${rule.slice(criterionRule("").length)}" less often`} in ${variant} than in ${baseline}`;
    yield {
      rule,
      level: "warning",
      message: `Row ${id} ${what}.`,
      file: manifest.collection.path,
      region: line === null ? null : { startLine: line },
      fingerprint: fingerprint(manifest.experiment.path, variant, id, rule),
    };
  }
}

function fingerprint(...parts: readonly string[]): string {
  return sha256Hex(JSON.stringify(parts));
}
