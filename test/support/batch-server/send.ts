/** How the batch routes answer: documents, files of lines that may stop half-way, and refusals. */
import type { ServerResponse } from "node:http";
import type { Act } from "./batch-book.ts";

export function sendDocument(response: ServerResponse, document: object, status = 200): void {
  response.statusCode = status;
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify(document));
}

export function refuse(response: ServerResponse, status: number, message: string): void {
  sendDocument(response, { type: "error", error: { type: "invalid_request_error", message } }, status);
}

/** Acts as the script says; true when that was all. */
export function acted(response: ServerResponse, act: Act | undefined): boolean {
  if (act === undefined) return false;
  if (act === "drop") response.destroy();
  else refuse(response, act, `The script answers with status ${act}.`);
  return true;
}

/** Sends half of the lines, lets the script act, and sends the rest. */
export async function sendLines(response: ServerResponse, lines: readonly string[], halfway: () => Act | undefined): Promise<void> {
  response.setHeader("content-type", "application/octet-stream");
  const half = Math.ceil(lines.length / 2);
  const first = lines.slice(0, half).map((line) => `${line}\n`);
  await new Promise((resolve) => response.write(first.join(""), resolve));
  if (halfway() !== undefined) response.destroy();
  else
    response.end(
      lines
        .slice(half)
        .map((line) => `${line}\n`)
        .join(""),
    );
}
