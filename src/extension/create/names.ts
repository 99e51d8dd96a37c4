// Names of new files, which must be good on every system and not taken.
import * as vscode from "vscode";
import { fileName, suffixes } from "../../core/documents/kinds.ts";
import { newFolders } from "../projects/file-locations.ts";
import type { Project } from "../projects/project.ts";
import { askText, type Answer, type StepPlace } from "./steps.ts";
import { exists } from "./write-new.ts";

export type NewKind = keyof typeof newFolders;

const longestName = 100;
const goodName = /^[\p{L}\p{N}][\p{L}\p{N}_. -]*$/u;
const deviceName = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/** Where a new file of a kind goes. */
export function newPath(kind: NewKind, name: string, suffix: string = suffixes[kind]): string {
  return `${newFolders[kind]}/${name}${suffix}`;
}

export interface NameQuestion<State> {
  readonly project: Project;
  readonly prompt: string;
  readonly value: string;
  /** Every file that would be written under a name. */
  paths(name: string): readonly string[];
  fold(name: string): State;
}

export function askName<State>(place: StepPlace, { project, prompt, value, paths, fold }: NameQuestion<State>): Promise<Answer<State>> {
  return askText(place, {
    prompt,
    value,
    fold,
    async check(name) {
      if (name === "") return vscode.l10n.t("Give it a name.");
      const isGood = goodName.test(name) && !deviceName.test(name) && !name.endsWith(".") && name.length <= longestName;
      if (!isGood) return vscode.l10n.t("Begin with a letter or a digit, and use only letters, digits, spaces and _ . -");
      for (const path of paths(name)) {
        if (await exists(project, path)) return vscode.l10n.t("{0} is there already; choose another name.", path);
      }
      return null;
    },
  });
}

/** `base`, or `base-2`, `base-3` … if that is taken. */
export async function freeName(project: Project, base: string, paths: (name: string) => readonly string[]): Promise<string> {
  for (let number = 1; ; number++) {
    const name = number === 1 ? base : `${base}-${number}`;
    const taken = await Promise.all(paths(name).map((path) => exists(project, path)));
    if (!taken.includes(true)) return name;
  }
}

/** The name of a file without its folder and ending. */
export function stemOf(path: string): string {
  const name = fileName(path);
  return name.replace(/\.[^.]*(\.yaml)?$/, "") || name;
}
