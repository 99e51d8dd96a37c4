// Which partials a template calls by itself, so that whoever has the files can bring them.
import type { Program } from "./ast.ts";
import type { Template } from "./document.ts";

/** The names after `{{>`, each once, in order; those of partials called by partials are not among them. */
export function partialNames({ tree }: Template): string[] {
  const names = new Set<string>();
  const visit = (program: Program | null): void => {
    for (const statement of program?.statements ?? []) {
      if (statement.kind === "partial") names.add(statement.name);
      if (statement.kind === "block") {
        visit(statement.program);
        visit(statement.inverse);
      }
    }
  };
  visit(tree);
  return [...names];
}
