// Runs that a person who means harm could have an exporter write: every name and text hostile, some of it missing, several arms and epochs.
import type { ManifestCriterion } from "../../../src/core/domain/run-manifest.ts";
import type { RunEvent } from "../../../src/core/domain/run-event.ts";
import type { ExportInput } from "../../../src/core/report/exporters/exporter.ts";
import { failedResponseOf, ratingOf, responseOf } from "../../support/event-factories.ts";
import { manifestCriterionOf, manifestOf, rowOf } from "../../support/factories.ts";
import { exportInput } from "./report-fixtures.ts";

/** A text for each way out of a format that comes to mind. */
const hostileTexts = [
  "\u0000\u0001\u0008\u000b\u001b]52;c;x\u0007\u007f\u009b",
  "\ud800 lone \udfff",
  "\ufffe\uffff\ufeff",
  "]]></failure></testcase><script>alert(1)</script>",
  "</script><img src=x onerror=alert(1)><!--",
  "--> <!-- -- ->",
  "::error file=x::stop\n::set-output name=x::y",
  "@everyone #1 GH-2 https://evil.example www.evil.example me@evil.example",
  "| a | b |\n| --- | --- |\n# head\n- item\n```",
  '=HYPERLINK("https://evil.example")',
  "\u202egnp.exe\u2066\u200f",
  "\"quotes\" 'and' \\ back\\slashes & ampersands",
  "\r\n\t  \u2028\u2029\u0085",
  "{{row}} ${x} %s $& $1",
  "../../etc/passwd",
  "__proto__",
  "",
  "a".repeat(5000),
] as const;

/** A word that stands in every text of rows, messages, answers, reasons and errors, and in no name. */
export const secret = "CANARY-TEXT";

export type Shape = "ended" | "cancelled" | "without texts" | "without rows" | "empty";
export const shapes = ["ended", "cancelled", "without texts", "without rows", "empty"] as const;

const built = new Map<Shape, ExportInput>();

/** Two arms, two epochs, a row for each hostile text, and gates; `input` takes the place of parts of it. */
export function hostileRun(shape: Shape, input: Partial<ExportInput> = {}): ExportInput {
  const known = built.get(shape) ?? build(shape);
  built.set(shape, known);
  return { ...known, ...input };
}

function build(shape: Shape): ExportInput {
  const variants = ["base|<b>\n-->", "she]]>ll @me"];
  const criteria: ManifestCriterion[] = hostileTexts
    .slice(0, 6)
    .map((text, index) => manifestCriterionOf(`${index}${text}`.toWellFormed(), { name: text, severity: index === 5 ? "soft" : "hard" }));
  // What is hashed has no lone surrogates; what a provider says may have.
  const rows = hostileTexts.map((text, index) =>
    rowOf(`${index}${text}`.toWellFormed(), { [`column ${text}`.toWellFormed()]: `${secret} ${text}`.toWellFormed() }),
  );
  const events = rows.flatMap(({ id }, index) =>
    variants.flatMap((variant) =>
      [0, 1].flatMap((epoch): RunEvent[] => {
        const name = { row: id, variant, epoch };
        const text = `${secret} ${hostileTexts[index] ?? ""}`;
        if (shape === "cancelled" && index > 8 && epoch === 1) return [];
        if (index === 3 && variant === variants[1]) return [failedResponseOf(name, text)];
        const isFailing = (index + epoch + variants.indexOf(variant)) % 3 === 0;
        const answer = responseOf(name, { output: { text, toolCalls: [{ id: text, name: text, arguments: text }] } });
        return [
          { ...answer, provider: { ...answer.provider, id: hostileTexts[index] ?? "", model: hostileTexts[index] ?? "" } },
          ...criteria.map((criterion) =>
            ratingOf(name, { criterion: criterion.id, reason: text, ...(isFailing ? { value: 0, label: "fail" } : {}) }),
          ),
        ];
      }),
    ),
  );
  const manifest = manifestOf(variants);
  const gates = [
    { metric: "pass_rate", no_worse_than: 0.05 },
    { metric: "pass_rate", at_least: 0.9 },
    { metric: `criterion.${criteria[3]?.id ?? ""}`, no_more_than: "+10%" },
  ];
  const run = exportInput({
    variants,
    rows: shape === "without rows" ? [] : rows,
    events: shape === "empty" ? [] : events,
    manifest: {
      samples: rows.length * variants.length * 2,
      epochs: 2,
      experiment: { ...manifest.experiment, path: `ex/--> <b>${hostileTexts[5]}.yaml`, name: hostileTexts.join(" "), gates },
      criteria: { ...manifest.criteria, items: criteria },
      against: { ref: "main --> @me", commit: `${"d".repeat(40)}`, areGatesEdited: true, identicalRequests: 3 },
      git: { commit: "e".repeat(40), branch: null, dirty: true },
    },
  });
  const missing = {
    async *read(samples: Parameters<ExportInput["texts"]["read"]>[0]) {
      for (const record of samples) yield { record, response: null, ratings: new Map(), problem: "The line is lost." };
    },
  };
  return { ...run, status: shape === "cancelled" ? "cancelled" : "done", ...(shape === "without texts" ? { texts: missing } : {}) };
}
