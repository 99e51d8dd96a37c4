// An answer as the cache keeps it, one JSON line each. Files are not trusted: whatever is not of this shape is no answer.
import * as z from "zod";
import { sha256Hex, type Hash } from "../base/hash.ts";
import type { Completion } from "./completion.ts";

const tokens = z.number().min(0);
const milliseconds = z.number().min(0);
const textOrNull = z.string().nullable();

const completionSchema = z.strictObject({
  text: z.string(),
  toolCalls: z.array(z.strictObject({ id: textOrNull, name: z.string(), arguments: z.string() })),
  finish: z.strictObject({
    unified: z.enum(["stop", "length", "tool-calls", "content-filter", "refusal", "other"]),
    raw: textOrNull,
  }),
  usage: z
    .strictObject({ input: tokens, output: tokens, cacheRead: tokens, cacheWrite: tokens, reasoning: tokens, estimated: z.boolean() })
    .nullable(),
  model: textOrNull,
  id: textOrNull,
  requestId: textOrNull,
  systemFingerprint: textOrNull,
  serviceTier: textOrNull,
  status: z.number(),
  times: z.strictObject({ firstByteMs: milliseconds, totalMs: milliseconds, isBatch: z.literal(true).exactOptional() }),
});

const lineSchema = z.strictObject({
  v: z.literal(1),
  key: z.string(),
  t: z.string(),
  run: z.string(),
  completion: completionSchema,
});

/** What the beginning of a line says of it. */
export interface AnswerHead {
  /** Hash of the request. */
  readonly key: string;
  /** When it was kept, ISO 8601. */
  readonly t: string;
  /** The run that asked. */
  readonly run: string;
}

const head = /^\{"v":1,"key":"(sha256:[0-9a-f]{64})","t":"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)","run":"([A-Za-z0-9-]{1,100})",/;

/** Bytes of a line that hold its head. */
export const longestHead = 256;

/** Reads the beginning of a line; null when it is none of this version. */
export function readAnswerHead(text: string): AnswerHead | null {
  const [, key, t, run] = head.exec(text) ?? [];
  return key === undefined || t === undefined || run === undefined ? null : { key, t, run };
}

export interface HeadScan {
  /** Only heads of lines that were kept before this time, ISO 8601. */
  readonly before: string;
  /** And by another run than this one; null for any. */
  readonly notOf: string | null;
  /** Hex digits of a key's mark, at most 13. */
  readonly digits: number;
}

export interface HeadScanner {
  /** The mark of the line's key and when it was kept, in milliseconds since the epoch; null for a line that is not wanted or none of this version. */
  read(bytes: Uint8Array, start: number, end: number): { readonly mark: number; readonly keptAt: number } | null;
  /** The number that the first digits of a key make. */
  mark(key: Hash): number;
}

/** Reads heads out of the bytes, of which a cache has hundreds of thousands: a text for each would take seconds. */
export function createHeadScanner({ before, notOf, digits }: HeadScan): HeadScanner {
  const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
  const beforeKey = encode('{"v":1,"key":"sha256:');
  const beforeTime = encode('","t":"');
  const beforeRun = encode('Z","run":"');
  const own = notOf === null ? null : encode(`${notOf}"`);
  const mostAt = Date.parse(before);
  const keyAt = beforeKey.length;
  const timeAt = keyAt + 64 + beforeTime.length;
  const runAt = timeAt + 23 + beforeRun.length;
  return {
    read(bytes, start, end) {
      if (end - start < runAt || !isAt(bytes, start, beforeKey)) return null;
      if (!isAt(bytes, start + keyAt + 64, beforeTime) || !isAt(bytes, start + timeAt + 23, beforeRun)) return null;
      const keptAt = timeOf(bytes, start + timeAt);
      // A time that is none is before nothing.
      if (!(keptAt < mostAt) || (own !== null && isAt(bytes, start + runAt, own))) return null;
      const mark = hexOf(bytes, start + keyAt, digits);
      return Number.isNaN(mark) ? null : { mark, keptAt };
    },
    mark: (key) => Number.parseInt(key.slice("sha256:".length, "sha256:".length + digits), 16),
  };
}

function isAt(bytes: Uint8Array, at: number, wanted: Uint8Array): boolean {
  for (let index = 0; index < wanted.length; index++) if (bytes[at + index] !== wanted[index]) return false;
  return true;
}

/** `2026-01-02T03:04:05.678` in milliseconds since the epoch. */
function timeOf(bytes: Uint8Array, at: number): number {
  const part = (from: number, length: number): number => decimalOf(bytes, at + from, length);
  return Date.UTC(part(0, 4), part(5, 2) - 1, part(8, 2), part(11, 2), part(14, 2), part(17, 2), part(20, 3));
}

function decimalOf(bytes: Uint8Array, at: number, length: number): number {
  let value = 0;
  for (let index = at; index < at + length; index++) {
    const digit = (bytes[index] ?? 0) - 48;
    value = digit >= 0 && digit <= 9 ? value * 10 + digit : Number.NaN;
  }
  return value;
}

function hexOf(bytes: Uint8Array, at: number, length: number): number {
  let value = 0;
  for (let index = at; index < at + length; index++) {
    const byte = bytes[index] ?? 0;
    const digit = byte >= 48 && byte <= 57 ? byte - 48 : byte >= 97 && byte <= 102 ? byte - 87 : Number.NaN;
    value = value * 16 + digit;
  }
  return value;
}

const checksumField = /^(.*),"sha256":"([0-9a-f]{64})"\}$/s;

/** The line of an answer, LF included; the checksum is taken over the line without it. */
export function answerLine(key: Hash, completion: Completion, { t, run }: Pick<AnswerHead, "t" | "run">): string {
  const line = JSON.stringify({ v: 1, key, t, run, completion });
  return `${line.slice(0, -1)},"sha256":"${sha256Hex(line)}"}\n`;
}

/** The answer of a line without its LF, or null when the line is damaged or about another request. */
export function readAnswerLine(line: string, key: Hash): Completion | null {
  const [, start, checksum] = checksumField.exec(line) ?? [];
  if (start === undefined || sha256Hex(`${start}}`) !== checksum) return null;
  let value: unknown;
  try {
    value = JSON.parse(`${start}}`);
  } catch {
    return null;
  }
  const { data } = lineSchema.safeParse(value);
  return data?.key === key ? data.completion : null;
}
