// Copies the example project, and nothing that lies around in its folder: what a run, an editor or a person has left there stays.
import { cpSync } from "node:fs";
import path from "node:path";

/** What the example consists of; hidden files are not part of it, wherever they are. */
export const exampleEntries = ["README.md", "touchstone.yaml", "collections", "criteria", "experiments", "models", "templates"];

/** Copies the entries of the example from one folder into another. @param {string} from @param {string} to */
export function copyExample(from, to) {
  for (const entry of exampleEntries) {
    cpSync(path.join(from, entry), path.join(to, entry), {
      recursive: true,
      filter: (file) => !path.basename(file).startsWith("."),
    });
  }
}
