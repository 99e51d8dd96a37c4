// The newest run that a document has, a Noise Check only where there is no other: its own, or for a template that of any experiment it was pinned by.
import { isTemplate } from "../../core/documents/kinds.ts";
import type { RunListItem } from "../background/contract.ts";
import type { Background } from "../background/threads.ts";
import type { Project } from "../projects/project.ts";
import type { Projects } from "../projects/projects.ts";

export async function newestRunOf(
  background: Background,
  projects: Projects,
  { project, path }: { readonly project: Project; readonly path: string },
): Promise<RunListItem | null> {
  const items = await background.ask("runs/list", projects.place(project));
  return (
    newestOf(
      items.filter(({ isNoiseCheck }) => !isNoiseCheck),
      path,
    ) ?? newestOf(items, path)
  );
}

function newestOf(items: readonly RunListItem[], path: string): RunListItem | null {
  const own = items.find((item) => item.path === path);
  const pinning = isTemplate(path) ? items.find((item) => item.files.includes(path)) : undefined;
  return (path === "" ? items[0] : (own ?? pinning)) ?? null;
}
