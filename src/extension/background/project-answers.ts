// What the project thread answers: a project described and checked, with what was read and parsed kept from question to question.
import type { Files } from "../../core/base/ports.ts";
import { checkDocuments } from "../../core/documents/check-project.ts";
import { describeProject } from "../../core/documents/describe-project.ts";
import { overlaidFiles, type KeptTexts } from "../../core/documents/overlaid-files.ts";
import { cachedFiles } from "../../node/cached-files.ts";
import type { ProjectPlace, ProjectQuestions } from "./contract.ts";
import type { Answers } from "./thread-messages.ts";

export function createProjectAnswers(): Answers<ProjectQuestions> {
  const kept = new Map<string, { readonly files: Files; readonly texts: KeptTexts }>();
  const filesOf = ({ root, unsaved }: ProjectPlace): Files => {
    const project = kept.get(root) ?? { files: cachedFiles(root), texts: new Map() };
    kept.set(root, project);
    return overlaidFiles(project.files, unsaved, project.texts);
  };
  return {
    "project/describe": (place) => describeProject(filesOf(place)),
    "project/check": ({ project, paths }) => checkDocuments(filesOf(project), paths),
  };
}
