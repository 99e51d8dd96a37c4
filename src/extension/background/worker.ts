// A background thread's entry: answers the questions that come in, loading the half of the core they need when first asked.
import { parentPort, workerData, type MessagePort } from "node:worker_threads";
import type { ProjectQuestions, Questions, RunQuestions } from "./contract.ts";
import { once } from "./once.ts";
import { connectFetch } from "./remote-fetch.ts";
import { describeFailure, isProjectQuestion, type Answers, type ThreadMessage, type ThreadQuestion } from "./thread-messages.ts";

const { calls, home } = workerData as { calls: MessagePort; home: string };

const tell = (message: ThreadMessage): void => parentPort?.postMessage(message);

const loadProjectAnswers = once(async (): Promise<Answers<ProjectQuestions>> => {
  const { createProjectAnswers } = await import("./project-answers.ts");
  return createProjectAnswers();
});

const loadRunAnswers = once(async (): Promise<Answers<RunQuestions>> => {
  const { createRunAnswers } = await import("./run-answers.ts");
  return createRunAnswers({ fetch: connectFetch(calls), home: new URL(home), notify: (notice) => tell({ kind: "notice", notice }) });
});

parentPort?.on("message", ({ id, kind, ask }: ThreadQuestion) => {
  answer(kind, ask).then(
    (value) => tell({ kind: "answer", id, answer: value }),
    (error: unknown) => tell({ kind: "failure", id, failure: describeFailure(error) }),
  );
});

async function answer(kind: keyof Questions, ask: unknown): Promise<unknown> {
  // Kind and ask were written as a pair by whoever asked, which a message cannot say.
  if (isProjectQuestion(kind)) return (await loadProjectAnswers())[kind](ask as never);
  return (await loadRunAnswers())[kind](ask as never);
}
