// What a run is known by in this window: a copy of a project's folder has runs of the same ids.

export interface RunName {
  readonly root: string;
  readonly runId: string;
}

export function runKey({ root, runId }: RunName): string {
  return `${root}\0${runId}`;
}
