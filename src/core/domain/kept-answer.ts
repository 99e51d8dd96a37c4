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
