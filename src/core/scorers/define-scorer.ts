// How a scorer is written: its option shape gives the type of the options that its own functions see.
import type * as z from "zod";
import type { OptionProblem, Rated, ScorerDefinition, ScorerTools, Subject } from "./scorer.ts";

interface TypedScorer<Shape extends z.ZodRawShape> {
  readonly title: string;
  readonly options: Shape;
  check?(options: z.output<z.ZodObject<Shape>>): readonly OptionProblem[];
  rate(subject: Subject, options: z.output<z.ZodObject<Shape>>, tools: ScorerTools): Promise<Rated> | Rated;
}

/** A scorer whose `check` and `rate` see options of its shape; callers hand in options that have passed that shape. */
export function defineScorer<Shape extends z.ZodRawShape>(scorer: TypedScorer<Shape>): ScorerDefinition {
  return scorer;
}
