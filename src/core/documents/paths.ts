// References between files: relative to the document, with `/`, and never out of the project (rule S11).

export type ResolvedPath =
  { readonly kind: "path"; readonly path: string } | { readonly kind: "problem"; readonly message: string; readonly hint: string };

const drive = /^[A-Za-z]:/;
/** What most file systems allow. */
const longestName = 255;
const deviceName = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/** The project-relative path that `target`, written in `fromFile`, means. */
export function resolvePath(fromFile: string, target: string): ResolvedPath {
  const problem = (message: string): ResolvedPath => ({
    kind: "problem",
    message,
    hint: "Write a path relative to this file, with /, inside the project.",
  });
  if (target.includes("\0")) return problem("A path cannot hold a NUL character.");
  if (target.includes("\\")) return problem(`"${target}" uses \\ as separator.`);
  if (target.startsWith("/") || drive.test(target)) return problem(`"${target}" is an absolute path.`);
  if (target.includes(":")) return problem(`"${target}" holds a colon.`);
  const steps = fromFile.split("/").slice(0, -1);
  for (const step of target.split("/")) {
    if (step === "" || step === ".") continue;
    if (step.length > longestName) return problem(`A name in this path has more than ${longestName} characters.`);
    if (deviceName.test(step)) return problem(`"${step}" is the name of a device.`);
    if (step !== "..") steps.push(step);
    else if (steps.pop() === undefined) return problem(`"${target}" leaves the project.`);
  }
  return { kind: "path", path: steps.join("/") };
}

/** The folder of a path; empty for the project's root. */
export function folderOf(path: string): string {
  return path.split("/").slice(0, -1).join("/");
}

/** `to` as it would be written in `fromFile`. */
export function relativePath(fromFile: string, to: string): string {
  const from = fromFile.split("/").slice(0, -1);
  const target = to.split("/");
  let shared = 0;
  while (shared < from.length && shared < target.length - 1 && from[shared] === target[shared]) shared++;
  return [...from.slice(shared).map(() => ".."), ...target.slice(shared)].join("/");
}
