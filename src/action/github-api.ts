// GitHub's API over plain fetch: a few tries where a server stumbles or asks to wait, bounded answers, no redirects.
import { joinBytes } from "../core/base/join-bytes.ts";
import type { Clock, Fetch, Random } from "../core/base/ports.ts";
import { readText, readWhole } from "./foreign-json.ts";

export interface GithubPorts {
  readonly fetch: Fetch;
  readonly clock: Clock;
  readonly random: Random;
}

export interface GithubAccess {
  /** Without a slash at the end. */
  readonly apiUrl: string;
  readonly graphqlUrl: string;
  readonly token: string;
  /** `owner/name`. */
  readonly repository: string;
}

export interface GithubAnswer {
  readonly body: unknown;
  /** What the Link header says of a further page; null when there is no such header. */
  readonly hasNext: boolean | null;
}

export interface Github {
  /** A request below `/repos/<owner>/<name>`. Throws GithubError. */
  ask(method: Method, path: string, body?: object): Promise<GithubAnswer>;
  /** Whom GitHub takes the token for; null where it does not tell. */
  viewer(): Promise<GithubUser | null>;
}

export interface GithubUser {
  readonly id: number | null;
  readonly login: string;
}

type Method = "GET" | "POST" | "PATCH" | "DELETE";

interface Request {
  readonly method: Method;
  readonly url: string;
  readonly body: object | null;
  /** False for what must not be done twice: whoever asks looks first what came of it. */
  readonly isRepeatable: boolean;
}

type Attempt =
  | { readonly kind: "answered"; readonly answer: GithubAnswer }
  /** `waitMs` is null where another try cannot help. */
  | { readonly kind: "failed"; readonly error: GithubError; readonly waitMs: number | null };

/** GitHub refused, failed or was not reached. */
export class GithubError extends Error {
  /** True when GitHub may have done what was asked, although it did not say so. */
  readonly mayBeDone: boolean;

  constructor(message: string, mayBeDone: boolean) {
    super(message);
    this.name = "GithubError";
    this.mayBeDone = mayBeDone;
  }
}

const mostTries = 4;
const longestCallMs = 30_000;
const longestWaitMs = 60_000;
/** More than a page of 100 comments of 65,536 characters each. */
const largestAnswer = 32 * 1024 * 1024;

export function openGithub(access: GithubAccess, ports: GithubPorts): Github {
  async function send(request: Request): Promise<GithubAnswer> {
    for (let attempt = 1; ; attempt += 1) {
      const outcome = await trySending(request, access.token, ports, attempt);
      if (outcome.kind === "answered") return outcome.answer;
      const mayTryAgain = request.isRepeatable || !outcome.error.mayBeDone;
      if (outcome.waitMs === null || attempt === mostTries || !mayTryAgain) throw outcome.error;
      await ports.clock.sleep(Math.min(outcome.waitMs, longestWaitMs));
    }
  }

  return {
    ask: (method, path, body) =>
      send({
        method,
        url: `${access.apiUrl}/repos/${access.repository}${path}`,
        body: body ?? null,
        isRepeatable: method !== "POST",
      }),
    async viewer() {
      const query = { query: "query { viewer { login databaseId } }" };
      const { body } = await send({ method: "POST", url: access.graphqlUrl, body: query, isRepeatable: true });
      const login = readText(body, "data", "viewer", "login");
      return login === null ? null : { login, id: readWhole(body, "data", "viewer", "databaseId") };
    },
  };
}

async function trySending({ method, url, body }: Request, token: string, ports: GithubPorts, attempt: number): Promise<Attempt> {
  const backoffMs = 1000 * 2 ** (attempt - 1) * (0.5 + ports.random() / 2);
  const where = `${method} ${new URL(url).pathname}`;
  try {
    const response = await ports.fetch(url, {
      method,
      redirect: "error",
      signal: AbortSignal.timeout(longestCallMs),
      headers: {
        accept: "application/vnd.github+json",
        authorization: `Bearer ${token}`,
        "content-type": "application/json",
        "user-agent": "touchstone-action",
        "x-github-api-version": "2022-11-28",
      },
      ...(body === null ? {} : { body: JSON.stringify(body) }),
    });
    const text = await readBody(response);
    if (response.ok) {
      const link = response.headers.get("link");
      const answer = { body: text === "" ? null : (JSON.parse(text) as unknown), hasNext: link === null ? null : /rel="next"/.test(link) };
      return { kind: "answered", answer };
    }
    const error = new GithubError(`GitHub answered ${where} with status ${response.status}${reasonIn(text)}`, response.status >= 500);
    return { kind: "failed", error, waitMs: askedWaitMs(response, ports.clock.now()) ?? (response.status >= 500 ? backoffMs : null) };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    return { kind: "failed", error: new GithubError(`GitHub did not answer ${where}: ${reason}`, true), waitMs: backoffMs };
  }
}

/** Milliseconds that a refusal for too many requests asks to wait; null for any other answer. */
function askedWaitMs({ status, headers }: Response, now: number): number | null {
  if (status < 400) return null;
  const after = Number(headers.get("retry-after") ?? Number.NaN);
  if (Number.isFinite(after) && after >= 0) return after * 1000;
  if (status !== 429 && status !== 403) return null;
  if (headers.get("x-ratelimit-remaining") === "0") return Math.max(0, Number(headers.get("x-ratelimit-reset") ?? 0) * 1000 - now);
  return status === 429 ? 1000 : null;
}

/** GitHub's own word for what is wrong, for people. */
function reasonIn(text: string): string {
  try {
    const message = readText(JSON.parse(text), "message");
    return message === null ? "" : `: ${message.slice(0, 200)}`;
  } catch {
    return "";
  }
}

async function readBody(response: Response): Promise<string> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const each of response.body ?? []) {
    const piece = each as Uint8Array;
    size += piece.byteLength;
    if (size > largestAnswer) throw new Error(`the answer is larger than ${largestAnswer / 1024 ** 2} MB`);
    pieces.push(piece);
  }
  return new TextDecoder().decode(joinBytes(pieces));
}
