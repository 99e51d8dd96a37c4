// How a scorer is written: its option shape gives the type of the options that its own functions see.
import type * as z from "zod";
import type { Script } from "../base/ports.ts";
import type { ArmFacts, OptionProblem, Rated, ScorerDefinition, ScorerTools, Subject } from "./scorer.ts";

interface TypedScorer<Shape extends z.ZodRawShape> {
  readonly title: string;
  readonly options: Shape;
  readonly isScript?: boolean;
  check?(options: z.output<z.ZodObject<Shape>>): readonly OptionProblem[];
  checkFilled?(options: z.output<z.ZodObject<Shape>>): string | null;
  checkArms?(options: z.output<z.ZodObject<Shape>>, arms: readonly ArmFacts[]): readonly OptionProblem[];
  parts?(options: z.output<z.ZodObject<Shape>>): readonly string[];
  rate(subject: Subject, options: z.output<z.ZodObject<Shape>>, tools: ScorerTools, script?: Script): Promise<Rated> | Rated;
}

/** A scorer whose functions see options of its shape; callers hand in options that have passed that shape. */
export function defineScorer<Shape extends z.ZodRawShape>(scorer: TypedScorer<Shape>): ScorerDefinition {
  return scorer;
}
