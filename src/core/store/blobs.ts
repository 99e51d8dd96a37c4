// Large outputs in files of their own, named by their hash: a line of the journal stays short whatever a model answers.
import { hashBytes, type Hash } from "../base/hash.ts";
import type { Storage } from "../base/ports.ts";
import type { RunEvent, ResponseEvent, ResponseOutput } from "../domain/run-event.ts";
import { outputText } from "../domain/run-facts.ts";
import type { ToolCall } from "../domain/tool.ts";
import { blobPath } from "./layout.ts";

/** Outputs of more bytes, as JSON, are kept aside. */
const mostInlineBytes = 32 * 1024;

/** The event with its output kept durably beside the journal, where that is large; else the event as it is. Throws `store/unwritable`. */
export async function keepAside(storage: Storage, runId: string, event: ResponseEvent): Promise<ResponseEvent> {
  if (event.output === null) return event;
  const bytes = new TextEncoder().encode(outputText(event.output));
  if (bytes.length <= mostInlineBytes) return event;
  const blob = hashBytes(bytes);
  const path = blobPath(runId, blob);
  const kept = await storage.read(path);
  if (kept === null || hashBytes(kept) !== blob) await storage.write(path, bytes);
  return { ...event, output: null, blob };
}

/** False for events that surely stand in their line whole: a character takes six bytes of JSON at most. */
export function mayBeLarge(event: RunEvent): event is ResponseEvent {
  if (event.k !== "response" || event.output === null) return false;
  const { text, toolCalls = [] } = event.output;
  const characters = toolCalls.reduce((sum, call) => sum + call.name.length + call.arguments.length + (call.id?.length ?? 0) + 64, 64);
  return (text.length + characters) * 6 > mostInlineBytes;
}

export interface BlobReading {
  readonly output: ResponseOutput | null;
  /** Why there is no output, as a sentence. */
  readonly problem: string | null;
}

/** Never throws for what is missing, damaged or no output. */
export async function readBlob(storage: Pick<Storage, "read">, runId: string, blob: Hash): Promise<BlobReading> {
  // A journal is a file like any other: what is no hash must not become a path.
  if (!/^sha256:[0-9a-f]{64}$/.test(blob)) return { output: null, problem: "A response names a blob that cannot be." };
  const path = blobPath(runId, blob);
  const missing = (what: string): BlobReading => ({ output: null, problem: `${path} is ${what}: its response cannot be shown.` });
  try {
    const bytes = await storage.read(path);
    if (bytes === null) return missing("missing");
    if (hashBytes(bytes) !== blob) return missing("damaged");
    const output = readOutput(new TextDecoder().decode(bytes));
    return output === null ? missing("no output") : { output, problem: null };
  } catch (error) {
    return { output: null, problem: `${path} cannot be read: ${error instanceof Error ? error.message : String(error)}` };
  }
}

/** A blob holds an output and nothing else. */
function readOutput(text: string): ResponseOutput | null {
  try {
    const value: unknown = JSON.parse(text);
    return isOutput(value) ? value : null;
  } catch {
    return null;
  }
}

function isOutput(value: unknown): value is ResponseOutput {
  if (typeof value !== "object" || value === null) return false;
  const { text, toolCalls = [] } = value as Partial<Record<keyof ResponseOutput, unknown>>;
  return typeof text === "string" && Array.isArray(toolCalls) && toolCalls.every(isToolCall);
}

function isToolCall(value: unknown): value is ToolCall {
  if (typeof value !== "object" || value === null) return false;
  const { id, name, arguments: given } = value as Partial<Record<keyof ToolCall, unknown>>;
  return (id === null || typeof id === "string") && typeof name === "string" && typeof given === "string";
}
