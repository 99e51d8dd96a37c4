// One journal line: a run event with its sequence number and a checksum over the line itself.
import { sha256Hex } from "../base/hash.ts";
import type { RunEvent } from "../domain/run-event.ts";
import { isEvent, isEventKind } from "../domain/run-event-schema.ts";
import { isTooDeep } from "../domain/stored-values.ts";

const checksumField = /^(.*),"crc":"([0-9a-f]{8})"\}$/s;

/** The line of an event, LF included: `{"k":…,"seq":n,…,"crc":"8 hex"}` where crc is taken over the line without it. */
export function encodeLine(event: RunEvent, sequence: number): string {
  const { k, ...rest } = event;
  const line = JSON.stringify({ k, seq: sequence, ...rest });
  return `${line.slice(0, -1)},"crc":"${checksum(line)}"}\n`;
}

export type DecodedLine =
  | { readonly kind: "event"; readonly event: RunEvent; readonly sequence: number }
  | { readonly kind: "unknown"; readonly name: string; readonly sequence: number }
  | { readonly kind: "damaged"; readonly problem: string };

/** Reads one line without its LF. Unknown kinds and unknown fields are kept apart or kept; a damaged line is said to be so. */
export function decodeLine(line: string): DecodedLine {
  const match = checksumField.exec(line);
  if (match === null) return { kind: "damaged", problem: "the checksum is missing" };
  const [, head = "", crc = ""] = match;
  if (checksum(`${head}}`) !== crc) return { kind: "damaged", problem: "the checksum does not match" };
  let value: unknown;
  try {
    value = JSON.parse(`${head}}`);
  } catch {
    return { kind: "damaged", problem: "it is not JSON" };
  }
  // The line begins with a brace, so this is an object.
  const { k, seq } = value as { readonly k?: unknown; readonly seq?: unknown };
  if (typeof k !== "string" || typeof seq !== "number") return { kind: "damaged", problem: "k or seq is missing" };
  if (!isEventKind(k)) return { kind: "unknown", name: k, sequence: seq };
  // Whoever made a line by hand could give it a checksum too.
  if (isTooDeep(value) || !isEvent(k, value)) return { kind: "damaged", problem: `it is not shaped as a ${k} line` };
  return { kind: "event", event: value, sequence: seq };
}

function checksum(line: string): string {
  return sha256Hex(line).slice(0, 8);
}
