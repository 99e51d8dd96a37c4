// A gate's verdict as an unsigned in-toto Statement with the predicate test-result v0.1, for whoever signs it.
import type { Hash } from "../../base/hash.ts";
import { decideGates } from "../../gates/decide-gates.ts";
import type { GateRuling, RunGates } from "../../gates/ruling.ts";
import type { RunManifest } from "../../domain/run-manifest.ts";
import { safeJson } from "../escape.ts";
import { preview } from "../results/text-limits.ts";
import { ruleText, subjectText } from "../ruling-words.ts";
import type { ExporterDefinition, ExportInput } from "./exporter.ts";
import { gatedArms } from "./gated-arms.ts";

const longestName = 300;

/** What was not decided has not passed: whoever checks the statement must not be let through by a run that nobody gated. */
const results = { pass: "PASSED", inconclusive: "WARNED", fail: "FAILED", incomplete: "FAILED" } as const;

export const inToto: ExporterDefinition = {
  title: "in-toto: the gate's verdict as a statement to sign",
  extension: "intoto.json",
  async *write(input) {
    const { manifest } = input;
    const gates = decideGates(manifest, input.record);
    const tested = testedPaths(manifest);
    const files = [...manifest.files, ...(manifest.ratingFiles ?? [])];
    yield `${safeJson({
      _type: "https://in-toto.io/Statement/v1",
      subject: unique(files.filter(({ path }) => tested.has(path)).map(descriptor)),
      predicateType: "https://in-toto.io/attestation/test-result/v0.1",
      predicate: {
        result: gates?.verdict == null ? "FAILED" : results[gates.verdict],
        configuration: [runDescriptor(input, gates), ...unique(files.filter(({ path }) => !tested.has(path)).map(descriptor))],
        ...testsOf(gates),
      },
    })}\n`;
  },
};

/** What the verdict is about: the templates of the gated arms, and the experiment. All else that the run read is its configuration. */
function testedPaths(manifest: RunManifest): ReadonlySet<string> {
  const gated = new Set(gatedArms(manifest));
  return new Set([manifest.experiment.path, ...manifest.variants.filter(({ id }) => gated.has(id)).map(({ template }) => template)]);
}

interface Descriptor {
  readonly name: string;
  readonly digest: { readonly sha256: string };
}

function descriptor({ path, sha256 }: { readonly path: string; readonly sha256: Hash }): Descriptor {
  return { name: path, digest: { sha256: bare(sha256) } };
}

/** A file that two sets name is one. */
function unique(descriptors: readonly Descriptor[]): Descriptor[] {
  return [...new Map(descriptors.map((each) => [`${each.digest.sha256} ${each.name}`, each])).values()];
}

function bare(hash: Hash): string {
  return hash.slice("sha256:".length);
}

/** The run itself, with its figures as annotations. */
function runDescriptor({ manifest, summary, status }: ExportInput, gates: RunGates | null): object {
  const { git, against } = manifest;
  return {
    name: "touchstone run",
    uri: `touchstone:run/${manifest.runId}`,
    digest: { sha256: bare(manifest.planHash) },
    annotations: {
      experiment: manifest.experiment.path,
      status,
      verdict: gates?.verdict ?? null,
      sentence: gates?.sentence ?? "The experiment has no gates.",
      createdAt: manifest.createdAt,
      tool: `touchstone ${manifest.tool.version}`,
      simulated: manifest.isSimulated,
      git: git === null ? null : { commit: git.commit, dirty: git.dirty },
      against: against ?? null,
      arms: summary.variants.map(({ name, samples, passed, failed, errors, passRate, meanScore, costUsd }) => ({
        name: preview(name, longestName),
        samples,
        passed,
        failed,
        errors,
        passRate,
        meanScore,
        costUsd,
      })),
    },
  };
}

/** Each rule by a name of its own; where nothing was decided there is none. */
function testsOf(gates: RunGates | null): { passedTests: string[]; warnedTests: string[]; failedTests: string[] } {
  const named = (verdict: GateRuling["verdict"]): string[] =>
    (gates?.rulings ?? [])
      .filter((ruling) => ruling.verdict === verdict)
      .map((ruling) => preview(`gate ${ruling.gate + 1}: ${subjectText(ruling)} ${ruleText(ruling)}`, longestName));
  return { passedTests: named("pass"), warnedTests: named("inconclusive"), failedTests: named("fail") };
}
