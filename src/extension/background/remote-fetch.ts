// `fetch` for the thread that runs experiments: the call is made by the extension host's own, which knows the editor's proxy and certificates.
import type { MessagePort } from "node:worker_threads";
import type { Fetch } from "../../core/base/ports.ts";

interface Send {
  readonly kind: "send";
  readonly id: number;
  readonly url: string;
  readonly method: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string | null;
}

type Call = Send | { readonly kind: "abort"; readonly id: number };

type Answer =
  | { readonly kind: "head"; readonly id: number; readonly status: number; readonly headers: readonly (readonly [string, string])[] }
  | { readonly kind: "piece"; readonly id: number; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly kind: "end"; readonly id: number }
  | { readonly kind: "failure"; readonly id: number; readonly failure: FetchFailure };

/** What tells a refused connection from a redirect: the chain of causes with their codes. */
interface FetchFailure {
  readonly name: string;
  readonly message: string;
  readonly code: string | null;
  readonly syscall: string | null;
  readonly cause: FetchFailure | null;
  /** What an AggregateError gathers: one for each address that was tried. */
  readonly errors: readonly FetchFailure[];
}

/** A hundred calls made in one turn of the loop would keep everybody else from theirs for as long as it takes to make them. */
const sendsPerTurn = 3;

/** Makes the calls that come in through `port`, a few in each turn of the loop; redirects are errors, as the runner asks. Answers with how to stop. */
export function serveFetch(port: MessagePort, fetch: Fetch): () => void {
  const open = new Map<number, AbortController>();
  const queue: Send[] = [];
  let isTurning = false;
  const answer = (message: Answer): void => port.postMessage(message);
  const send = async ({ id, url, method, headers, body }: Send): Promise<void> => {
    try {
      const response = await fetch(url, {
        method,
        headers: headers.map(([name, value]): [string, string] => [name, value]),
        body,
        redirect: "error",
        signal: open.get(id)?.signal ?? null,
      });
      if (!isTellable(response.status)) {
        void response.body?.cancel().catch(() => undefined);
        throw new Error(`The server answered with the status ${response.status}, which HTTP does not know.`);
      }
      answer({ kind: "head", id, status: response.status, headers: [...response.headers] });
      for await (const bytes of response.body ?? []) answer({ kind: "piece", id, bytes: bytes as Uint8Array<ArrayBuffer> });
      answer({ kind: "end", id });
    } catch (error) {
      answer({ kind: "failure", id, failure: describe(error) });
    } finally {
      open.delete(id);
    }
  };
  const turn = (): void => {
    for (const call of queue.splice(0, sendsPerTurn)) void send(call);
    isTurning = queue.length > 0;
    if (isTurning) setImmediate(turn);
  };
  port.on("message", (call: Call) => {
    if (call.kind === "abort") return open.get(call.id)?.abort();
    open.set(call.id, new AbortController());
    queue.push(call);
    if (isTurning) return;
    isTurning = true;
    setImmediate(turn);
  });
  return () => {
    for (const abort of open.values()) abort.abort();
    port.close();
  };
}

/** A Response cannot be made with any other status. */
function isTellable(status: number): boolean {
  return status >= 200 && status <= 599;
}

interface Waiting {
  head(status: number, headers: readonly (readonly [string, string])[]): void;
  piece(bytes: Uint8Array<ArrayBuffer>): void;
  end(): void;
  fail(error: Error): void;
}

/** The Fetch port over the other end of `port`. Only what our callers use is told: URL, method, headers, a text body, a signal. */
export function connectFetch(port: MessagePort): Fetch {
  const waiting = new Map<number, Waiting>();
  let count = 0;
  port.on("message", (answer: Answer) => {
    const call = waiting.get(answer.id);
    if (call === undefined) return;
    if (answer.kind === "head") return call.head(answer.status, answer.headers);
    if (answer.kind === "piece") return call.piece(answer.bytes);
    waiting.delete(answer.id);
    if (answer.kind === "end") call.end();
    else call.fail(revive(answer.failure));
  });
  return (input, init = {}) =>
    new Promise<Response>((resolve, reject) => {
      const id = ++count;
      const { signal } = init;
      if (signal?.aborted === true) return reject(asError(signal.reason));
      if (init.body != null && typeof init.body !== "string") return reject(new TypeError("Only texts can be sent from a thread."));
      let pieces: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>> | null = null;
      const hangUp = (error: Error): void => {
        waiting.delete(id);
        pieces?.error(error);
        reject(error);
      };
      const abort = (): void => {
        port.postMessage({ kind: "abort", id } satisfies Call);
        hangUp(asError(signal?.reason));
      };
      signal?.addEventListener("abort", abort, { once: true });
      const settle = (): void => signal?.removeEventListener("abort", abort);
      waiting.set(id, {
        head(status, headers) {
          const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
            start: (controller) => void (pieces = controller),
            cancel() {
              settle();
              waiting.delete(id);
              port.postMessage({ kind: "abort", id } satisfies Call);
            },
          });
          try {
            resolve(responseOf(status, headers, body));
          } catch (error) {
            // Thrown from here it would end the thread, and every run with it.
            settle();
            port.postMessage({ kind: "abort", id } satisfies Call);
            hangUp(asError(error));
          }
        },
        piece: (bytes) => pieces?.enqueue(bytes),
        end() {
          settle();
          pieces?.close();
        },
        fail(error) {
          settle();
          hangUp(error);
        },
      });
      const url = input instanceof Request ? input.url : String(input);
      port.postMessage({
        kind: "send",
        id,
        url,
        method: init.method ?? "GET",
        headers: [...new Headers(init.headers)],
        body: init.body ?? null,
      } satisfies Call);
    });
}

function responseOf(status: number, headers: readonly (readonly [string, string])[], body: ReadableStream): Response {
  const isBodiless = status === 204 || status === 205 || status === 304;
  return new Response(isBodiless ? null : body, { status, headers: headers.map(([name, value]): [string, string] => [name, value]) });
}

function describe(error: unknown, depth = 0): FetchFailure {
  const known = asError(error);
  const { code, syscall, errors } = known as { code?: unknown; syscall?: unknown; errors?: unknown };
  const isDeep = depth > 5;
  return {
    name: known.name,
    message: known.message,
    code: typeof code === "string" ? code : null,
    syscall: typeof syscall === "string" ? syscall : null,
    cause: known.cause === undefined || isDeep ? null : describe(known.cause, depth + 1),
    errors: Array.isArray(errors) && !isDeep ? errors.map((one) => describe(one, depth + 1)) : [],
  };
}

function revive({ name, message, code, syscall, cause, errors }: FetchFailure): Error {
  const error = errors.length > 0 ? new AggregateError(errors.map(revive), message) : new Error(message);
  if (cause !== null) error.cause = revive(cause);
  return Object.assign(error, { name }, code === null ? {} : { code }, syscall === null ? {} : { syscall });
}

function asError(value: unknown): Error {
  return value instanceof Error ? value : new Error(String(value));
}
