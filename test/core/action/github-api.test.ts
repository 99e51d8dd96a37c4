// Requests to GitHub: tried again where that helps, after the wait that was asked for, and never twice where that would do harm.
import assert from "node:assert/strict";
import { GithubError, openGithub, type Github } from "../../../src/action/github-api.ts";
import { createFakeClock } from "../../support/fake-clock.ts";

interface Try {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

const access = { apiUrl: "https://api.test", graphqlUrl: "https://api.test/graphql", token: "token", repository: "acme/prompts" };

/** GitHub answering with these in their order; `null` is a connection that breaks. `waits` holds the milliseconds of each wait. */
function scripted(...answers: readonly (Try | null)[]): {
  readonly github: Github;
  readonly waits: readonly number[];
  readonly calls: RequestInit[];
} {
  const calls: RequestInit[] = [];
  const clock = createFakeClock({ isEager: true });
  const github = openGithub(access, {
    fetch: async (_url, init = {}) => {
      const answer = answers[calls.push(init) - 1];
      if (answer === undefined) throw new Error("no further request was expected");
      if (answer === null) throw new TypeError("fetch failed");
      return new Response(answer.status === 204 ? null : (answer.body ?? "{}"), { status: answer.status, headers: answer.headers ?? {} });
    },
    clock,
    random: () => 1,
  });
  return { github, waits: clock.sleeps, calls };
}

/** In seconds, as GitHub says it; by the fake clock. */
const inFiveSeconds = String(createFakeClock().now() / 1000 + 5);
const good: Try = { status: 200, body: '{"ok": true}' };

describe("a request to GitHub", () => {
  for (const [what, first, wait] of [
    ["a server error", { status: 503 }, 1000],
    ["a broken connection", null, 1000],
    ["a page in place of JSON", { status: 200, body: "<html>" }, 1000],
    ["too many requests", { status: 429, headers: { "retry-after": "7" } }, 7000],
    ["a secondary rate limit", { status: 403, headers: { "retry-after": "9" } }, 9000],
    ["an exhausted rate limit", { status: 403, headers: { "x-ratelimit-remaining": "0", "x-ratelimit-reset": inFiveSeconds } }, 5000],
    ["a wait of hours", { status: 429, headers: { "retry-after": "7200" } }, 60_000],
  ] as const) {
    it(`is tried again after ${what}, ${wait} ms later`, async () => {
      const { github, waits } = scripted(first, good);
      assert.deepEqual([(await github.ask("GET", "/x")).body, waits], [{ ok: true }, [wait]]);
    });
  }

  it("waits longer each time and gives up after four tries", async () => {
    const { github, waits, calls } = scripted(...Array.from({ length: 5 }, () => ({ status: 500 })));
    await assert.rejects(github.ask("PATCH", "/x", {}), { message: "GitHub answered PATCH /repos/acme/prompts/x with status 500" });
    assert.deepEqual([waits, calls.length], [[1000, 2000, 4000], 4]);
  });

  for (const [status, mayBeDone] of [
    [403, false],
    [404, false],
    [422, false],
  ] as const) {
    it(`is not repeated after ${status}, and GitHub's reason is told`, async () => {
      const { github, calls } = scripted({ status, body: '{"message": "Resource not accessible by integration"}' });
      const expected = new GithubError(
        `GitHub answered GET /repos/acme/prompts/x with status ${status}: Resource not accessible by integration`,
        mayBeDone,
      );
      await assert.rejects(github.ask("GET", "/x"), expected);
      assert.equal(calls.length, 1);
    });
  }

  for (const [what, answer] of [
    ["fails on the server", { status: 502 }],
    ["gets no answer", null],
  ] as const) {
    it(`that makes something and ${what} is left to its caller, who has to look first`, async () => {
      const { github, calls } = scripted(answer);
      await assert.rejects(github.ask("POST", "/x", {}), (error) => error instanceof GithubError && error.mayBeDone);
      assert.equal(calls.length, 1);
    });
  }

  it("that makes something is tried again when GitHub had no time for it", async () => {
    const { github, calls } = scripted({ status: 429, headers: { "retry-after": "1" } }, good);
    await github.ask("POST", "/x", {});
    assert.equal(calls.length, 2);
  });

  it("takes its token along to no other address", async () => {
    const { github, calls } = scripted(good);
    await github.ask("GET", "/x");
    assert.equal(calls[0]?.redirect, "error");
  });

  it("tells whom the token stands for, and nobody where GitHub does not say", async () => {
    const known = scripted({ status: 200, body: '{"data": {"viewer": {"login": "octocat", "databaseId": 5}}}' });
    const unknown = scripted({ status: 200, body: '{"data": null, "errors": []}' });
    assert.deepEqual([await known.github.viewer(), await unknown.github.viewer()], [{ login: "octocat", id: 5 }, null]);
  });
});
