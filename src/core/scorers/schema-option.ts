// A JSON schema among the options of a check: what would make it useless, before there is a row.
import { columnProblem, sampleOptions } from "./fill-options.ts";
import { schemaProblem } from "./schema-problem.ts";
import type { OptionProblem } from "./scorer.ts";

/** The problems of the option `schema` of a check. */
export function schemaOptionProblems(schema: Readonly<Record<string, unknown>>, scorerName: string): readonly OptionProblem[] {
  const problem = columnProblem({ schema }, scorerName) ?? schemaProblem(sampleOptions(schema));
  return problem === null
    ? []
    : [{ key: "schema", message: problem, hint: "Mend the schema: as it stands the check could not be relied on." }];
}
