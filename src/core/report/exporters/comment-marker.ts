// The hidden first line of a comment, by which the next run of the same experiment finds it again.
import { sha256Hex } from "../../base/hash.ts";

const longestPath = 1000;

/** An HTML comment that names the experiment's file by its project-relative path. It is the whole first line of the comment. */
export function commentMarker(path: string): string {
  // Two hyphens or an angle bracket could end the HTML comment early.
  const plain = encodeURI(path.toWellFormed()).replace(/[<>]|-(?=-)|-$/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
  return `<!-- touchstone:${plain.length <= longestPath ? plain : sha256Hex(path)} -->`;
}
