/** Reads what a run has journaled, line by line, without the product's own reader. */
import type { TemporaryProject } from "./temporary-project.ts";

/** The fields of a journal line that tests look at. */
interface JournalLine {
  readonly k: "open" | "start" | "response" | "rating" | "state";
  readonly sample?: string;
  readonly request?: string;
  readonly status?: string;
  readonly state?: string;
  readonly judge?: { readonly request: string } | null;
}

/** The journal files of a project's runs, oldest writer first. */
export async function journalFiles(project: TemporaryProject): Promise<string[]> {
  return (await project.list(".touchstone/runs")).filter((file) => /\/journal-[^/]*\.jsonl$/.test(file));
}

/** The lines that hold an answer, of all journals. */
export async function answerLines(project: TemporaryProject): Promise<string[]> {
  const lines = await Promise.all((await journalFiles(project)).map((file) => wholeLines(project, file)));
  return lines.flat().filter((line) => {
    const { k, status } = JSON.parse(line) as JournalLine;
    return k === "response" && status === "ok";
  });
}

/** The states that the newest writer has journaled, in their order. */
export async function journaledStates(project: TemporaryProject): Promise<string[]> {
  const newest = (await journalFiles(project)).at(-1);
  const lines = newest === undefined ? [] : await wholeLines(project, newest);
  return lines.flatMap((line) => (JSON.parse(line) as JournalLine).state ?? []);
}

/** How many calls were in flight when the newest writer was killed. None before there is a journal. */
export async function countOpenCalls(project: TemporaryProject): Promise<number> {
  return (await openCalls(project)).size;
}

/** The calls, by sample and request, that the newest writer has begun and that have neither a response nor a rating. */
export async function openCalls(project: TemporaryProject): Promise<ReadonlySet<string>> {
  const open = new Set<string>();
  const newest = (await journalFiles(project)).at(-1);
  for (const line of newest === undefined ? [] : await wholeLines(project, newest)) {
    const { k, sample = "", request = "", judge } = JSON.parse(line) as JournalLine;
    if (k === "start") open.add(`${sample} ${request}`);
    if (k === "response") open.delete(`${sample} ${request}`);
    if (k === "rating" && judge != null) open.delete(`${sample} ${judge.request}`);
  }
  return open;
}

async function wholeLines(project: TemporaryProject, file: string): Promise<string[]> {
  return (await project.read(file)).split("\n").slice(0, -1);
}
