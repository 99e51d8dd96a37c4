// The section on gates of the page of file formats.

/** Metrics, rules and verdicts of gates, in words. */
export const gatesSection = `## Gates

A gate is a rule that is written down before the run. A run pins its gates, and the rows that each of them is about, in its
manifest, and is decided by those, whatever the experiment says later. \`run\` says what each rule came to, in the text, in
\`--json\` (\`gates\`) and in exports; the panel says the same words. \`run\` itself ends with 0 or 3 whatever the verdict; [\`gate\`](gates.md) ends
with the verdict, against an earlier commit where one is named, and as \`on_inconclusive\` says where nothing is settled.

| metric | what is measured | unit |
| --- | --- | --- |
| \`pass_rate\`, \`criterion.<id>\`, \`score\` | samples that pass, that pass this criterion, the mean score | fraction; more is better |
| \`refusal_rate\` | answers that are refusals by the provider's word, or by a \`refusal\` check of the criterion set | fraction; less is better |
| \`error_rate\` | samples that ended in an error | fraction; less is better |
| \`cost_per_sample\`, \`judge_cost\` | the mean cost of an answer and of its ratings, at price, answers of the cache included | USD |
| \`latency_p50\`, \`latency_p95\` | the time of answers that came from no cache and no batch; a p95 needs 60 of them in each arm | milliseconds, or \`s\` |
| \`tokens\` | the mean of input and output tokens | tokens |

| rule | holds when | decided by |
| --- | --- | --- |
| \`no_worse_than: 0.05\` | the variant loses less than this against the baseline | evidence |
| \`better_by: 0.05\` | it gains more than this | evidence |
| \`at_least: 0.9\` | its figure is this or more | point |
| \`no_more_than: 0.02\` | its figure is this or less; \`+10%\` and \`+400ms\` are over the baseline's figure, \`-10%\` under it | point |
| \`must_pass: all\` | no row of \`rows.filter\` fails twice in three runs: its first epochs, and the repetitions that [\`gate\`](gates.md#rows-that-must-pass) makes | rows |

\`rule: point\` compares the bare figure. \`rule: evidence\` asks for an interval whose ends are one-sided limits at 1 − \`plan.alpha\`: it passes
when the whole interval lies on the right side of the limit, fails when all of it lies on the other one, and is inconclusive in between; then the
rows that would settle it are said. Fewer than 20 rows never pass by evidence. The intervals are Newcombe's for passes of one epoch in
two arms, Wilson's in one, Student's over rows for scores and several epochs, and a bootstrap of rows for money, tokens and times. Rules
that ask for a gain are adjusted together (Holm) over rules, variants and categories; of all others each must hold, which needs no adjustment.

\`by: segment\` asks for the rule in each value of that column; rows without a value are a category of their own.

Each variant is decided against the baseline; a run of the baseline alone is decided by the rules that compare nothing, and the others stay
inconclusive. Every rule must hold: one that fails fails the gate, else one that is inconclusive leaves it so. A rule without rows fails.

A run with a missing or unrated sample, or with errors in more than 2% of an arm (or more than \`error_rate\` with a plain \`no_more_than\`
allows), is incomplete and decides nothing. Below that an error counts as a failure in every rule about a fraction; and where the baseline's errors
alone would make a rule pass, it is inconclusive. A cost, a time or a token count that is not known for some sample leaves its rule at best
inconclusive. A run of some rows only (\`--rows\`, \`--filter\`, \`--shard\`) decides no gate.`;
