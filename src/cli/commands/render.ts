// `touchstone render <template>`: the messages that one row becomes.
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { TouchstoneError } from "../../core/base/errors.ts";
import { didYouMean } from "../../core/base/suggest.ts";
import { dialogueColumn, dialogueOf } from "../../core/collections/dialogue.ts";
import type { Collection } from "../../core/domain/collection.ts";
import { hasErrors, sortDiagnostics } from "../../core/domain/diagnostic.ts";
import type { Message } from "../../core/domain/message.ts";
import { resolvePath } from "../../core/documents/paths.ts";
import { readCollection } from "../../core/documents/read-collection.ts";
import { readTemplate, type TemplateDocument } from "../../core/documents/read-template.ts";
import { createReader, type Reader } from "../../core/documents/reader.ts";
import { escapeTerminal } from "../../core/report/escape.ts";
import { renderTemplate } from "../../core/template/interpret.ts";
import { plainMessages } from "../../core/template/rendered.ts";
import { exitCodes } from "../exit-code.ts";
import { toError } from "../load.ts";
import { diagnosticLines, plainDiagnostics } from "../print-diagnostics.ts";
import { projectOf } from "../project.ts";
import type { Terminal } from "../terminal.ts";

export interface RenderFlags {
  readonly data?: string;
  readonly collection?: string;
  readonly row?: string;
  readonly json: boolean;
}

export async function render(terminal: Terminal, target: string, flags: RenderFlags): Promise<number> {
  const { project, path } = await projectOf(terminal, target);
  const reader = createReader(project.files);
  const document = await readTemplate(reader, path);
  if (document === null) {
    const known = (await reader.list()).filter((file) => file.endsWith(".prompt"));
    throw reader.diagnostics.length > 0
      ? toError(reader.diagnostics[0])
      : new TouchstoneError("document/missing", `There is no template "${target}".`, {
          file: path,
          hint: didYouMean(path, known, "template"),
        });
  }
  const input = await chooseInput(terminal, reader, document, flags);
  const rendered = renderTemplate(document.template, { ...input, partials: document.partials });
  const diagnostics = sortDiagnostics([...document.template.diagnostics, ...rendered.diagnostics]);
  const error = diagnostics.find((diagnostic) => diagnostic.severity === "error");
  if (error !== undefined) throw toError(error);
  const messages = plainMessages(rendered.messages);
  const { frontMatter } = document.template;
  if (flags.json) {
    const metadata = {
      name: frontMatter.name,
      description: frontMatter.description,
      model: frontMatter.model,
      config: frontMatter.config,
      input: { schema: frontMatter.inputSchema, default: frontMatter.defaults },
      output: frontMatter.output,
      tools: frontMatter.tools,
    };
    terminal.printJson({ messages, ...metadata, diagnostics: plainDiagnostics(diagnostics), exitCode: exitCodes.ok });
  } else {
    terminal.print(...messages.flatMap((message) => messageLines(message, terminal)));
    terminal.note(...diagnosticLines(diagnostics, (_, text) => text));
  }
  return hasErrors(diagnostics) ? exitCodes.invalid : exitCodes.ok;
}

function messageLines(message: Message, terminal: Terminal): string[] {
  const parts = message.content.map((part) =>
    "text" in part ? part.text : "media" in part ? `[media ${part.media.url}]` : `[section ${part.metadata.purpose}]`,
  );
  return [terminal.style("bold", `── ${message.role} ──`), escapeTerminal(parts.join("")), ""];
}

interface RenderedFrom {
  readonly values: Readonly<Record<string, unknown>>;
  readonly history: readonly Message[];
}

/** Values from --data, else from a row of --collection or of the template's own collection (the first one if no row is named). */
async function chooseInput(terminal: Terminal, reader: Reader, { template }: TemplateDocument, flags: RenderFlags): Promise<RenderedFrom> {
  if (flags.data !== undefined) return { values: await readData(resolve(terminal.folder, flags.data), flags.data), history: [] };
  const own = template.frontMatter.collection;
  if (flags.collection === undefined && own === null) {
    if (flags.row !== undefined)
      throw new TouchstoneError("input/invalid", "A row was named, but no collection.", { hint: "Add --collection <file>." });
    return { values: {}, history: [] };
  }
  const path =
    flags.collection === undefined ? ownCollection(template.source.file, own ?? "") : (await projectOf(terminal, flags.collection)).path;
  const collection = await readCollection(reader, path);
  const error = reader.diagnostics.find((diagnostic) => diagnostic.severity === "error");
  if (error !== undefined) throw toError(error);
  if (collection === null)
    throw new TouchstoneError("document/missing", `There is no collection "${flags.collection ?? path}".`, {
      file: path,
      hint: "Name a .csv, .tsv, .jsonl, .json or .yaml file of rows.",
    });
  const row = findRow(collection, flags.row);
  return { values: row.values, history: dialogueOf(row, dialogueColumn(collection.columns)) };
}

function ownCollection(file: string, target: string): string {
  const resolved = resolvePath(file, target);
  if (resolved.kind === "problem") throw new TouchstoneError("document/invalid", resolved.message, { file, hint: resolved.hint });
  return resolved.path;
}

function findRow(collection: Collection, id: string | undefined): Collection["rows"][number] {
  const row = id === undefined ? collection.rows[0] : collection.rows.find((candidate) => candidate.id === id);
  if (row !== undefined) return row;
  throw new TouchstoneError("input/invalid", `There is no row "${id ?? ""}" in ${collection.path}.`, {
    hint: didYouMean(
      id ?? "",
      collection.rows.map((candidate) => candidate.id),
      "row",
    ),
  });
}

async function readData(path: string, shown: string): Promise<Readonly<Record<string, unknown>>> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    throw new TouchstoneError("document/missing", `${shown} cannot be read.`, {
      file: shown,
      hint: "Name a JSON file that holds one object.",
      cause: error,
    });
  }
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Readonly<Record<string, unknown>>;
  } catch (error) {
    throw new TouchstoneError("document/invalid", `${shown} is not JSON: ${error instanceof Error ? error.message : String(error)}.`, {
      file: shown,
      hint: "Write one JSON object.",
      cause: error,
    });
  }
  throw new TouchstoneError("document/invalid", `${shown} does not hold a JSON object.`, {
    file: shown,
    hint: "Write one JSON object: names to values.",
  });
}
