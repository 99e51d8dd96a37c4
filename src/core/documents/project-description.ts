// What a project holds, as a person sees it in a tree: the shapes of its documents and of their parts.
import type { ColumnRole, ColumnType } from "../domain/collection.ts";

export interface ProjectDescription {
  readonly collections: readonly CollectionDescription[];
  readonly templates: readonly TemplateDescription[];
  readonly criterionSets: readonly CriterionSetDescription[];
  readonly models: readonly ModelDescription[];
  readonly experiments: readonly ExperimentDescription[];
}

/** What every document has: its project-relative path, and how many findings of which kind it has. */
export interface DocumentDescription {
  readonly path: string;
  readonly errors: number;
  readonly warnings: number;
}

export interface CollectionDescription extends DocumentDescription {
  /** Null when the file cannot be read. */
  readonly rows: number | null;
  /** `values` counts the different values of a category. */
  readonly columns: readonly {
    readonly name: string;
    readonly type: ColumnType;
    readonly role: ColumnRole;
    readonly values: number | null;
  }[];
}

export interface TemplateDescription extends DocumentDescription {
  /** In the order in which they are first used; `line` is that of the first use in this file; one with a default, or that is declared optional, needs no column. */
  readonly placeholders: readonly {
    readonly name: string;
    readonly isUnknown: boolean;
    readonly isRequired: boolean;
    readonly line: number;
  }[];
  /** True when it names its own collection and criteria. */
  readonly isRunnable: boolean;
  readonly isPartial: boolean;
}

export interface CriterionSetDescription extends DocumentDescription {
  readonly name: string | null;
  readonly criteria: readonly {
    readonly id: string;
    readonly name: string | null;
    readonly kind: string;
    readonly isHard: boolean;
    readonly line: number;
  }[];
}

export interface ModelDescription extends DocumentDescription {
  readonly provider: string | null;
  readonly model: string | null;
}

export interface ExperimentDescription extends DocumentDescription {
  readonly name: string;
  readonly variants: readonly { readonly name: string; readonly from: string; readonly line: number }[];
  /** Project-relative paths of all templates that its arms use. */
  readonly templates: readonly string[];
  readonly collection: string | null;
  readonly criteria: string | null;
}
