// What tests of pairwise criteria share: a project whose judge compares the responses of two arms, and a server that plays that judge.
import { isRecord, lastUserText, type RecordedRequest } from "../../../support/provider-server/recorded-request.ts";
import type { Handler } from "../../../support/provider-server/behaviour.ts";
import { project as online } from "../cache-desk.ts";
import { project as simulated } from "../run-fixtures.ts";

const question = "Which reply is more helpful?";
export const preferred = `{id: better, check: pairwise, question: '${question}', severity: soft}`;

export function criteriaWith(...criteria: readonly string[]): string {
  return `judge: {model: judge.model.yaml}\ncriteria:\n${criteria.map((criterion) => `  - ${criterion}\n`).join("")}`;
}

export function rowsOf(count: number): string {
  return `id,text\n${Array.from({ length: count }, (_, index) => `r${String(index).padStart(3, "0")},text ${index}\n`).join("")}`;
}

/** The variant is brief, which the judge prefers. */
export const project = {
  ...simulated,
  "judge.model.yaml": "provider: simulated\nmodel: judge\njudge:\n  - {criterion: better, prefer_when: briefly}\n",
  "test.criteria.yaml": criteriaWith("{id: yes, check: contains, value: 'yes'}", preferred),
};

/** The same with two arms that are asked by different prompts of a server. */
export const served = {
  ...online,
  "test.criteria.yaml": criteriaWith("{id: yes, check: contains, value: 'yes'}", preferred),
  "test.experiment.yaml": simulated["test.experiment.yaml"],
};

export interface Compared {
  readonly row: Readonly<Record<string, unknown>>;
  readonly first: { readonly response: string };
  readonly second: { readonly response: string };
}

/** What a judge was asked to compare; null for any other request. */
export function comparedIn(request: RecordedRequest): Compared | null {
  const text = lastUserText(request);
  const task: unknown = text.startsWith("{") ? JSON.parse(text) : null;
  return isRecord(task) && "first" in task ? (task as unknown as Compared) : null;
}

/** Answers as the prompt says, and compares as `choose` does. */
export function serverOf(choose: (compared: Compared) => string): Handler {
  return (request) => {
    const compared = comparedIn(request);
    const text = lastUserText(request).includes("briefly") ? "yes, briefly" : "yes, at length";
    return { kind: "answer", text: compared === null ? text : choose(compared) };
  };
}

export function verdictOf(verdict: string): string {
  return JSON.stringify({ ratings: [{ id: "better", reason: "Because.", verdict }] });
}

export function preferBrief({ first, second }: Compared): string {
  const [one, other] = [first, second].map(({ response }) => response.includes("briefly"));
  return verdictOf(one === other ? "tie" : one === true ? "first" : "second");
}
