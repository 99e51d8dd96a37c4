// Ids that sort by their time: UUIDv7 (RFC 9562) and four more random bytes, so that ids of one millisecond never meet.
import { randomBytes } from "node:crypto";

export function newRunId(now: number): string {
  const time = now.toString(16).padStart(12, "0");
  const random = randomBytes(14);
  const hex = random.toString("hex");
  const variant = ((random[2] ?? 0) & 0x3f) | 0x80;
  return [
    time.slice(0, 8),
    time.slice(8, 12),
    `7${hex.slice(0, 3)}`,
    `${variant.toString(16)}${hex.slice(6, 8)}`,
    hex.slice(8, 20),
    hex.slice(20, 28),
  ].join("-");
}
