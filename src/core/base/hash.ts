// SHA-256 of bytes, texts and values; the only file of the core that imports a Node module.
import { createHash, hash } from "node:crypto";
import { canonicalJson } from "./canonical-json.ts";

/** `sha256:` and 64 hexadecimal digits. */
export type Hash = `sha256:${string}`;

/** The bare hexadecimal SHA-256 of bytes or of a text as UTF-8. */
export function sha256Hex(data: string | Uint8Array): string {
  return hash("sha256", data);
}

/** The hash of a JSON value under a domain such as `touchstone/row/1`: SHA-256 over domain, a zero byte and RFC 8785 JSON. */
export function hashValue(domain: string, value: unknown): Hash {
  return `sha256:${hash("sha256", `${domain}\0${canonicalJson(value)}`)}`;
}

/** The hash of a file's bytes as they are. */
export function hashBytes(bytes: Uint8Array): Hash {
  return `sha256:${sha256Hex(bytes)}`;
}

/** A number in [0, 1) that depends on nothing but the given parts: the same draw on every machine. */
export function drawFrom(...parts: readonly (string | number)[]): number {
  const digest = createHash("sha256").update(parts.join("\0")).digest();
  return digest.readUIntBE(0, 6) / 2 ** 48;
}
