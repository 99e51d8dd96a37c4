// What the trees show of every project: its documents and its runs, read in the background when a tree is first seen, and again after a change.
import * as vscode from "vscode";
import type { ProjectDescription } from "../../core/documents/project-description.ts";
import type { RunListItem } from "../background/contract.ts";
import type { Background } from "../background/threads.ts";
import { failureOf, failureText } from "../edge/failures.ts";
import { runOf } from "../projects/file-locations.ts";
import type { Project } from "../projects/project.ts";
import type { Projects } from "../projects/projects.ts";
import type { LiveRuns } from "../runs/live-runs.ts";

/** An answer of the background, or why there is none. */
export type Fact<Value> = { readonly value: Value } | { readonly problem: string };

export interface ProjectFacts {
  readonly project: Project;
  readonly description: Fact<ProjectDescription>;
  readonly runs: Fact<readonly RunListItem[]>;
}

export interface Facts extends vscode.Disposable {
  /** Waits for what has not been read yet. */
  list(): Promise<readonly ProjectFacts[]>;
  readonly onDidChange: vscode.Event<void>;
}

export interface FactsSources {
  readonly projects: Projects;
  readonly background: Background;
  readonly runs: LiveRuns;
  readonly log: vscode.LogOutputChannel;
}

export function createFacts({ projects, background, runs, log }: FactsSources): Facts {
  const changed = new vscode.EventEmitter<void>();
  const tell = (): void => changed.fire();
  const onProblem = ({ root }: Project, problem: string): void => log.warn(`${root}: ${problem}`);
  const descriptions = createReading((project) => background.ask("project/describe", projects.place(project)), {
    onAnswer: tell,
    onProblem,
  });
  const lists = createReading((project) => background.ask("runs/list", projects.place(project)), { onAnswer: tell, onProblem });
  let known = new Set<string>();
  const reading = vscode.Disposable.from(
    projects.onDidChangeList(tell),
    projects.onDidChange(({ project, uri }) => {
      const run = uri === null ? null : runOf(uri.path);
      if (run === null) descriptions.again(project);
      // A run of this window tells how far it is; its files change all the time.
      else if (runs.progressOf(run.runId) === null) lists.again(project);
    }),
    runs.onDidChange(() => {
      const live = runs.list();
      const now = new Set(live.map(({ runId }) => runId));
      const isOther = now.size !== known.size || [...now].some((runId) => !known.has(runId));
      known = now;
      if (isOther) for (const project of projects.list()) lists.again(project);
      tell();
    }),
  );
  return {
    onDidChange: changed.event,
    async list() {
      await projects.ready;
      return Promise.all(
        projects.list().map(async (project) => {
          const [description, runList] = await Promise.all([descriptions.of(project), lists.of(project)]);
          return { project, description, runs: runList };
        }),
      );
    },
    dispose() {
      vscode.Disposable.from(reading, changed).dispose();
    },
  };
}

interface Reading<Value> {
  /** The newest answer; asks when there is none. */
  of(project: Project): Promise<Fact<Value>>;
  /** Asks again if it has ever been asked; one question at a time. */
  again(project: Project): void;
}

interface ReadingEvents {
  onAnswer(): void;
  /** The tree shows it in a line; a click on that opens the log, which has more. */
  onProblem(project: Project, problem: string): void;
}

function createReading<Value>(ask: (project: Project) => Promise<Value>, { onAnswer, onProblem }: ReadingEvents): Reading<Value> {
  const answers = new Map<string, Promise<Fact<Value>>>();
  const busy = new Set<string>();
  const stale = new Set<string>();
  const read = (project: Project): Promise<Fact<Value>> => {
    busy.add(project.root);
    const answer = ask(project).then(
      (value): Fact<Value> => ({ value }),
      (error: unknown): Fact<Value> => {
        onProblem(project, error instanceof Error ? (error.stack ?? error.message) : String(error));
        return { problem: failureText(failureOf(error)) };
      },
    );
    void answer.then(() => {
      busy.delete(project.root);
      if (stale.delete(project.root)) again(project);
    });
    return answer;
  };
  const again = (project: Project): void => {
    if (!answers.has(project.root)) return;
    if (busy.has(project.root)) return void stale.add(project.root);
    const answer = read(project);
    void answer.then(() => {
      // The old answer stands until there is a new one, so that nothing disappears in between.
      answers.set(project.root, answer);
      onAnswer();
    });
  };
  return {
    again,
    of(project) {
      const known = answers.get(project.root) ?? read(project);
      answers.set(project.root, known);
      return known;
    },
  };
}
