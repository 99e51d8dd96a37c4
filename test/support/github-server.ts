/** A scripted server on the loopback interface that plays the part of GitHub's API that the action uses: comments, checks, who am I. */
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

export interface GithubComment {
  readonly id: number;
  readonly user: { readonly login: string; readonly id: number };
  body: string;
}

/** An answer that a script gives in the place of the usual one. */
export interface ScriptedAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Does what was asked all the same, as a server whose answer is lost. */
  readonly isDone?: boolean;
}

export interface GithubRequest {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly authorization: string;
  readonly body: unknown;
}

export interface GithubServer extends AsyncDisposable {
  readonly url: string;
  readonly comments: GithubComment[];
  readonly checks: Record<string, unknown>[];
  readonly requests: readonly GithubRequest[];
  /** Asked before every answer; null leaves it to the server. */
  script: (request: GithubRequest) => ScriptedAnswer | null;
}

export const bot = { login: "github-actions[bot]", id: 41898282 };

/** `comments` stand on the pull request already, oldest first. */
export async function startGithub(comments: readonly Omit<GithubComment, "id">[] = []): Promise<GithubServer> {
  let nextId = 1;
  const requests: GithubRequest[] = [];
  const state: Omit<GithubServer, typeof Symbol.asyncDispose | "url"> = {
    comments: comments.map((comment) => ({ ...comment, id: nextId++ })),
    checks: [],
    requests,
    script: () => null,
  };
  const server = createServer((incoming, response) => void serve(incoming, response));

  async function serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const raw = await text(incoming);
    const request: GithubRequest = {
      method: incoming.method ?? "",
      path: incoming.url ?? "",
      authorization: incoming.headers.authorization ?? "",
      body: raw === "" ? null : (JSON.parse(raw) as unknown),
    };
    requests.push(request);
    const scripted = state.script(request);
    const usual = scripted === null || scripted.isDone === true ? answer(request) : null;
    const { status, headers = {}, body = null } = scripted ?? usual ?? { status: 404 };
    response.writeHead(status, { "content-type": "application/json", ...headers }).end(status === 204 ? undefined : JSON.stringify(body));
  }

  function answer({ method, path, body }: GithubRequest): ScriptedAnswer {
    const { pathname, searchParams } = new URL(path, "http://localhost");
    const fields = (body ?? {}) as { body: string };
    const one = /^\/repos\/acme\/prompts\/issues\/comments\/(\d+)$/.exec(pathname);
    if (pathname === "/graphql") return { status: 200, body: { data: { viewer: { login: bot.login, databaseId: bot.id } } } };
    if (pathname === "/repos/acme/prompts/check-runs") {
      state.checks.push(body as Record<string, unknown>);
      return { status: 201, body: { id: 1 } };
    }
    if (one !== null) {
      const index = state.comments.findIndex(({ id }) => id === Number(one[1]));
      if (index === -1) return { status: 404, body: { message: "Not Found" } };
      if (method === "DELETE") state.comments.splice(index, 1);
      else state.comments[index]!.body = fields.body;
      return method === "DELETE" ? { status: 204 } : { status: 200, body: state.comments[index] };
    }
    if (pathname !== "/repos/acme/prompts/issues/7/comments") return { status: 404, body: { message: "Not Found" } };
    if (method === "POST") {
      state.comments.push({ id: nextId++, user: bot, body: fields.body });
      return { status: 201, body: state.comments.at(-1) };
    }
    const [size, page] = [Number(searchParams.get("per_page")), Number(searchParams.get("page"))];
    const hasNext = page * size < state.comments.length;
    return {
      status: 200,
      headers: hasNext || page > 1 ? { link: `<${url}${pathname}?page=1>; rel="first"${hasNext ? `, <${url}/x>; rel="next"` : ""}` } : {},
      body: state.comments.slice((page - 1) * size, page * size),
    };
  }

  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return Object.assign(state, {
    url,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  });
}
