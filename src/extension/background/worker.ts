// A background thread's entry: answers the questions that come in, loading the half of the core they need when first asked.
import { parentPort, workerData, type MessagePort } from "node:worker_threads";
import { isTouchstoneError } from "../../core/base/errors.ts";
import type { Questions, ThreadFailure } from "./contract.ts";
import { connectFetch } from "./remote-fetch.ts";
import type { ThreadMessage, ThreadQuestion } from "./thread-messages.ts";

type Answers<Kinds extends keyof Questions> = {
  readonly [Kind in Kinds]: (ask: Questions[Kind]["ask"]) => Promise<Questions[Kind]["answer"]>;
};
type AnyAnswers = Readonly<Partial<Record<keyof Questions, (ask: never) => Promise<unknown>>>>;

const { calls, home } = workerData as { calls: MessagePort; home: string };

const tell = (message: ThreadMessage): void => parentPort?.postMessage(message);

const loadProjectAnswers = once(async (): Promise<Answers<"project/describe" | "project/check">> => {
  const { createProjectAnswers } = await import("./project-answers.ts");
  return createProjectAnswers();
});

const loadRunAnswers = once(async (): Promise<AnyAnswers> => {
  const { createRunAnswers } = await import("./run-answers.ts");
  return createRunAnswers({ fetch: connectFetch(calls), home: new URL(home), notify: (notice) => tell({ kind: "notice", notice }) });
});

parentPort?.on("message", ({ id, kind, ask }: ThreadQuestion) => {
  answer(kind, ask).then(
    (value) => tell({ kind: "answer", id, answer: value }),
    (error: unknown) => tell({ kind: "failure", id, failure: describe(error) }),
  );
});

async function answer(kind: keyof Questions, ask: unknown): Promise<unknown> {
  const answers: AnyAnswers = kind.startsWith("project/") ? await loadProjectAnswers() : await loadRunAnswers();
  const handler = answers[kind];
  if (handler === undefined) throw new Error(`No thread answers ${kind}.`);
  return handler(ask as never);
}

function describe(error: unknown): ThreadFailure {
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  if (isTouchstoneError(error)) return { code: error.code, message, hint: error.hint, place: error.place, stack: stack ?? null };
  return { code: null, message, hint: null, place: {}, stack: stack ?? null };
}

function once<Value>(load: () => Promise<Value>): () => Promise<Value> {
  let loading: Promise<Value> | null = null;
  return () => (loading ??= load());
}
