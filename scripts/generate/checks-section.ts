// The section on checks: the registry of scorers as a table, with the keys that each adds to a criterion.
import * as z from "zod";
import { checks } from "../../src/core/scorers/registry.ts";
import { textFormats } from "../../src/core/scorers/text-formats.ts";
import { toJsonSchema } from "./json-schemas.ts";
import { keyList } from "./key-table.ts";
import { code, table } from "./markdown.ts";

export function checksSection(): string {
  const rows = Object.entries(checks).map(([name, { title, options }]) => [
    code(name),
    title,
    keyList(toJsonSchema(z.strictObject(options))),
  ]);
  return `## Checks

A check needs no model, but for \`rubric\` and \`pairwise\`, which ask the judge, and \`similarity\` where it names one. \`not-\` before its name turns a pass into a fail and a fail into a pass; an error stays an error.
Texts may hold \`{{column}}\`, which is filled from the row. Where that column is empty, the rating of that row is an error and
not a pass. A regular expression runs apart from the rest and is stopped after 250 ms, which is an error too.

A JSON schema may ask for the formats ${[...textFormats.keys()].map(code).join(", ")}; any other \`format\` is an error of the
criterion set, for it would not be checked.

\`rouge-l\`, \`bleu\`, \`token-f1\` and \`similarity\` compare letters and words, not meaning: they suit answers with one right wording.
\`rouge-l\` counts as rouge-score without a stemmer, \`bleu\` as sacreBLEU for one sentence (13a, exponential smoothing), divided by 100,
and \`token-f1\` as the F1 of SQuAD. \`levenshtein\` and \`rouge-l\` read at most 10,000 characters and words.

\`similarity\` with a \`model\` compares meanings: response and reference are embedded in one call, and their cosine must reach \`at_least\`.
What passes depends on the model, so look at some values first. The model is one of \`openai\` (an endpoint that knows embeddings) or \`simulated\`, which
hashes words. The calls count as ratings and are kept in the cache; a call that fails is a rating error, and an empty response is like nothing. Runs
that compare by different models are not compared, and in batches such a criterion is refused.

\`tool-called\` and \`tool-args\` look at the calls that a model asked for; nothing is executed. \`latency\` is the time of the call that
answered, without waits in the queue and between attempts. \`cost\` is an error where a price or the tokens are unknown.

\`composite\` puts other criteria together, questions included. Give its parts \`severity: soft\` where it alone shall decide. It is an
error where one of its parts is.

\`script\` runs a JavaScript file of the project, which has to be approved first ([scripts](scripts.md)). Its \`file\` holds no \`{{column}}\`.

\`rubric\` is a question of degree: the judge gives a score from 0 to 1, which is the value of the criterion, and it passes when the
score reaches the \`threshold\`. That is decided here; the judge never learns the threshold. A score that is missing, out of range or no
number is an error. The value weighs into the score of the sample; \`criterion.<id>\` counts passes. \`not-rubric\` passes below the
threshold, and its value is what the score lacks to 1: right for "How much jargon is in it?". Rubrics need version 2 of the judge prompt.

\`pairwise\` shows the judge the baseline's response and the variant's to the same row and epoch, in a drawn order, and asks which it prefers
([the judge](judge.md#which-of-two-it-prefers)). Its value is 1 where that is the variant's, 0.5 for a tie and 0 else, and it passes from 0.5 on; the baseline has 0.5. It is always
\`severity: soft\`, has no \`not-\` form, and is no part of a \`composite\`. \`criterion.<id>\` is its value.

A criterion that can say nothing of any response is found before a run: a column that is missing, empty in every row or of no use to
the check; a tool that no model has; a schema that is nowhere; a price that nobody knows.

${table(["check", "passes when", "its keys"], rows)}`;
}
