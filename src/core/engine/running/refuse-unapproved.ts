// No code of a person runs before somebody has agreed to that very file.
import { TouchstoneError } from "../../base/errors.ts";
import type { ScriptRunner } from "../../base/ports.ts";
import { scriptsOf } from "../../domain/criterion-set.ts";
import type { Plan } from "../planning/plan.ts";

/** Throws `script/unapproved`, before anything is spent, for a plan that would run a script which nobody has agreed to. */
export function refuseUnapproved({ setup, samples }: Pick<Plan, "setup" | "samples">, scripts: Pick<ScriptRunner, "isApproved">): void {
  const [first, ...more] = scriptsOf(setup.criteria, samples.length).filter(({ sha256 }) => !scripts.isApproved(sha256));
  if (first === undefined) return;
  const files = [first, ...more].map(({ path, sha256 }) => `${path} (${sha256})`).join(", ");
  const paths = [first, ...more].map(({ path }) => path).join(" ");
  throw new TouchstoneError(
    "script/unapproved",
    `This run would execute code that you have not approved: ${files}. Nothing has been run and nothing has been sent.`,
    {
      file: first.path,
      hint: `Read it first. Then add --allow-code to allow it this once, or approve it as it stands: touchstone trust add ${paths}`,
    },
  );
}
