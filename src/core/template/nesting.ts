// How deep a template nests: a quick estimate before parsing, which is slow on deep texts, and the exact count after it.
import type { RawProgram } from "./raw-tree.ts";

/** An estimate from above, by brackets and block tags; comments and escaped braces count as well. */
export function estimateDepth(text: string): number {
  let deepest = 0;
  let parentheses = 0;
  let depth = 0;
  let isInside = false;
  /** For each open block, how many levels its closing tag ends: one, and one for each `else if`. */
  const open: number[] = [];
  for (const [token] of text.matchAll(/\{{2,4}~?(?:#|\/|\^(?!\s*~?\}\})|\s*else\s+(?!~?\}\}))?|\}\}|[()]/g)) {
    if (token === "(" || token === ")") {
      if (isInside) parentheses = Math.max(0, parentheses + (token === "(" ? 1 : -1));
    } else {
      isInside = token !== "}}";
      parentheses = 0;
      if (token.endsWith("#") || token.endsWith("^")) {
        open.push(1);
        depth++;
      } else if (token.endsWith("/")) {
        depth -= open.pop() ?? 0;
      } else if (token.includes("else") && open.length > 0) {
        open.push((open.pop() ?? 0) + 1);
        depth++;
      }
    }
    deepest = Math.max(deepest, depth + parentheses);
  }
  return deepest;
}

/** How deep programs and sub-expressions nest, counted without recursion: whatever walks the tree afterwards may recurse. */
export function measureDepth(root: RawProgram): number {
  let deepest = 0;
  const waiting: [unknown, number][] = [[root, 0]];
  const seen = new Set<object>();
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const [node, depth] = next;
    if (typeof node !== "object" || node === null || seen.has(node)) continue;
    // A path headed by a sub-expression holds it twice.
    seen.add(node);
    const type = "type" in node ? node.type : null;
    const inner = type === "Program" || type === "SubExpression" ? depth + 1 : depth;
    deepest = Math.max(deepest, inner);
    for (const child of Object.values(node)) waiting.push([child, inner]);
  }
  return deepest;
}
