// The one comment of an experiment on a pull request: found by its marker among all comments, written over, never a second one.
import type { Clock } from "../core/base/ports.ts";
import { stampOf, type Stamp } from "./comment-text.ts";
import { readText, readWhole } from "./foreign-json.ts";
import { GithubError, type Github, type GithubUser } from "./github-api.ts";

export interface StickyComment {
  /** The pull request. */
  readonly issue: number;
  /** The first line of the comment, by which it is found again. */
  readonly marker: string;
  /** The workflow run that speaks; the comment of a newer one stays. */
  readonly stamp: Stamp;
  /** The whole comment, marker and stamp first. */
  readonly body: string;
}

interface Comment {
  readonly id: number;
  readonly body: string;
  readonly author: GithubUser;
}

const perPage = 100;
const mostPages = 300;
const mostCreations = 3;

/** Whom the workflow's own token writes as, where GitHub does not tell. */
const workflowUser: GithubUser = { id: null, login: "github-actions[bot]" };

/**
 * Writes the comment over ours with the same marker, or makes it. Where several jobs each made one, the oldest stays and the others are
 * deleted. Answers `newer` when a newer workflow run has written meanwhile: then nothing changes. Throws GithubError.
 */
export async function keepComment(github: Github, comment: StickyComment, clock: Clock): Promise<"created" | "updated" | "newer"> {
  const self = (await github.viewer().catch(() => null)) ?? workflowUser;
  for (let creation = 1; ; creation += 1) {
    const [oldest, ...later] = await findOurs(github, comment, self);
    if (oldest !== undefined) {
      if ([oldest, ...later].some(({ body }) => isNewer(stampOf(body), comment.stamp))) return "newer";
      await github.ask("PATCH", `/issues/comments/${oldest.id}`, { body: comment.body });
      for (const { id } of later) await github.ask("DELETE", `/issues/comments/${id}`);
      return "updated";
    }
    try {
      await github.ask("POST", `/issues/${comment.issue}/comments`, { body: comment.body });
      return "created";
    } catch (error) {
      // It may be there although the answer was lost: another look tells.
      if (!(error instanceof GithubError) || !error.mayBeDone || creation === mostCreations) throw error;
      await clock.sleep(1000 * creation);
    }
  }
}

/** Our comments with the marker, oldest first, on all pages. Somebody who quotes the marker is not us. */
async function findOurs(github: Github, { issue, marker }: StickyComment, self: GithubUser): Promise<Comment[]> {
  const found: Comment[] = [];
  for (let page = 1; page <= mostPages; page += 1) {
    const { body, hasNext } = await github.ask("GET", `/issues/${issue}/comments?per_page=${perPage}&page=${page}`);
    const entries: readonly unknown[] = Array.isArray(body) ? body : [];
    const comments = entries.flatMap(readComment);
    found.push(...comments.filter(({ author, body: text }) => isSame(author, self) && text.split(/\r?\n/, 1)[0] === marker));
    if (!(hasNext ?? entries.length === perPage)) return found.sort((one, other) => one.id - other.id);
  }
  throw new GithubError(`The pull request has more than ${mostPages * perPage} comments`, false);
}

function readComment(value: unknown): Comment[] {
  const [id, body, login] = [readWhole(value, "id"), readText(value, "body"), readText(value, "user", "login")];
  return id === null || body === null || login === null ? [] : [{ id, body, author: { id: readWhole(value, "user", "id"), login } }];
}

function isSame(author: GithubUser, self: GithubUser): boolean {
  return author.login === self.login || (author.id !== null && author.id === self.id);
}

function isNewer(stamp: Stamp | null, than: Stamp): boolean {
  if (stamp === null) return false;
  return stamp.run === than.run ? stamp.attempt > than.attempt : stamp.run > than.run;
}
