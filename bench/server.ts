// The scripted server of the tests as a process of its own, so that it takes no time from what is measured.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import path from "node:path";
import type { Behaviour } from "../test/support/provider-server/behaviour.ts";
import { answerText, questionOf, rubricText, verdictText } from "./requests.ts";

const root = path.resolve(import.meta.dirname, "..");

interface Rule {
  readonly match?: string;
  readonly times?: number;
  readonly behaviour: Behaviour;
}

export interface BenchServer {
  readonly url: string;
  readonly process: ChildProcess;
  /** Requests so far. */
  requests(): Promise<number>;
}

/** Answers questions and judges after `latencyMs`, but first as `faults` say; its script is written into `folder`. Ends when its process is killed. */
export async function startServer(folder: string, latencyMs: number, faults: readonly Rule[] = []): Promise<BenchServer> {
  const script = path.join(folder, "server.json");
  // The question of Touchstone's judge stands in JSON of its own, so its quotes are escaped.
  const judge: Rule = { match: String.raw`\\"criteria\\"`, behaviour: { kind: "answer", text: verdictText } };
  const otherJudge: Rule = { match: "polite", behaviour: { kind: "answer", text: rubricText } };
  const answer: Rule = { behaviour: { kind: "answer", text: answerText } };
  writeFileSync(script, JSON.stringify({ latencyMs, rules: [...faults, judge, otherJudge, answer] }));
  const child = spawn(process.execPath, [path.join(root, "test/support/provider-server-main.ts"), "--port", "0", "--script", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  const { url } = JSON.parse(line.toString()) as { url: string };
  const requests = async (): Promise<number> => ((await (await fetch(`${url}/__counts`)).json()) as { requests: number }).requests;
  return { url, process: child, requests };
}

/** Of each hundred rows: 10 answered with 429, 5 with 500, 2 reset, 1 broken JSON, 1 without an answer; the first time only. */
export function healingFaults(rows: number): Rule[] {
  return Array.from({ length: rows }, (_, index) => index).flatMap((index) => {
    const behaviour = faultOf(index % 100);
    return behaviour === null ? [] : [{ match: questionOf(index).replace("?", "\\?"), times: 1, behaviour }];
  });
}

function faultOf(place: number): Behaviour | null {
  if (place % 10 === 3) return { kind: "status", status: 429, headers: { "retry-after": "1" } };
  if (place % 20 === 7) return { kind: "status", status: 500 };
  if (place % 50 === 11) return { kind: "reset", when: "before-headers" };
  if (place === 17) return { kind: "malformed" };
  return place === 49 ? { kind: "hang", when: "before-headers" } : null;
}
