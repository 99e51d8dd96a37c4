// Rows of the table that are runs of many calls: their time against the floor, and of one of them the processor's time and the memory.
import { commandFor, type Contender, forget, prepare } from "../contenders.ts";
import { type Figures, measure, median } from "../measure.ts";
import { inRounds, medianRatio } from "../rounds.ts";
import type { Conditions } from "../conditions.ts";
import { withServer } from "../with-server.ts";
import { type Row, seconds, times } from "../table.ts";

interface CallsCase {
  readonly what: string;
  readonly rows: number;
  readonly latencyMs: number;
  readonly concurrency: number;
  readonly hasJudge: boolean;
  /** Most times the floor's time. */
  readonly bar: number;
}

/** Runs the case by everybody. */
export async function measureCalls(one: CallsCase, { rounds, withPromptfoo }: Conditions): Promise<Row[]> {
  const figures = await figuresOf(one, rounds, withPromptfoo);
  return [timeRow(one, figures)];
}

/** The same with two more rows: processor time for a thousand calls against promptfoo, and memory against the floor. */
export async function measureCallsAndUsage(one: CallsCase, { rounds, withPromptfoo }: Conditions): Promise<Row[]> {
  const figures = await figuresOf(one, rounds, withPromptfoo);
  const cpu = (name: Contender): number => (median(figures[name].map((figure) => figure.cpu)) / one.rows) * 1000;
  const memory = (name: Contender): number => median(figures[name].map((figure) => figure.memory));
  const megabytes = (name: Contender): string => (figures[name].length === 0 ? "" : `${Math.round(memory(name))} MB`);
  const second = (name: Contender): string => (figures[name].length === 0 ? "" : seconds(cpu(name)));
  const share = cpu("touchstone") / cpu("promptfoo");
  const growth = memory("touchstone") / memory("floor");
  return [
    timeRow(one, figures),
    {
      what: "processor time for 1,000 of these calls",
      bar: "≤ 0.20 × promptfoo",
      touchstone: second("touchstone"),
      promptfoo: second("promptfoo"),
      floor: second("floor"),
      ideal: second("ideal"),
      ratio: withPromptfoo ? times(share) : "",
      isMet: withPromptfoo ? share <= 0.2 : null,
    },
    {
      what: "peak memory of that run",
      bar: "≤ 1.25 × floor",
      touchstone: megabytes("touchstone"),
      promptfoo: megabytes("promptfoo"),
      floor: megabytes("floor"),
      ideal: megabytes("ideal"),
      ratio: times(growth),
      isMet: growth <= 1.25,
    },
  ];
}

type AllFigures = Readonly<Record<Contender, readonly Figures[]>>;

async function figuresOf(
  { rows, latencyMs, concurrency, hasJudge }: CallsCase,
  rounds: number,
  withPromptfoo: boolean,
): Promise<AllFigures> {
  const names: readonly Contender[] = ["touchstone", "floor", "ideal", ...(withPromptfoo ? (["promptfoo"] as const) : [])];
  return withServer({ latencyMs }, async ({ folder, server }) => {
    const job = { folder, url: server.url, rows, concurrency, hasJudge, usesCache: false };
    prepare(job);
    return inRounds(names, rounds, async (name) => {
      forget(job);
      return measure(commandFor(name, job));
    });
  });
}

function timeRow({ what, bar }: CallsCase, figures: AllFigures): Row {
  const walls = (name: Contender): readonly number[] => figures[name].map((figure) => figure.wall);
  const shown = (name: Contender): string => (figures[name].length === 0 ? "" : seconds(median(walls(name))));
  const ratio = medianRatio(walls("touchstone"), walls("floor"));
  return {
    what,
    bar: `≤ ${times(bar)} × floor`,
    touchstone: shown("touchstone"),
    promptfoo: shown("promptfoo"),
    floor: shown("floor"),
    ideal: shown("ideal"),
    ratio: times(ratio),
    isMet: ratio <= bar,
  };
}
