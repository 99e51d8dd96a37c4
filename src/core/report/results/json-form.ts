// JSON as it is compared and shown: keys sorted, two spaces of indent. Numbers keep their digits and repeated keys stay, so that
// two texts are equal only when they say the same.

/** Deeper texts are shown as they are. */
const deepest = 200;
const token = /[{}[\],:]|"(?:[^"\\]+|\\.)*"|[^\s{}[\],:"]+/g;

/** The text in that form, or null when it is no JSON object or list. */
export function jsonForm(text: string): string | null {
  if (!/^\s*[{[]/.test(text) || !isJson(text)) return null;
  const tokens = text.match(token) ?? [];
  let next = 0;
  const take = (): string => tokens[next++] ?? "";
  const isEnd = (close: string): boolean => {
    if (tokens[next] === close || tokens[next] === undefined) {
      next += 1;
      return true;
    }
    if (tokens[next] === ",") next += 1;
    return false;
  };

  const write = (depth: number): string | null => {
    if (depth > deepest) return null;
    const first = take();
    if (first !== "{" && first !== "[") return first.startsWith('"') ? plainString(first) : first;
    const close = first === "{" ? "}" : "]";
    const members: { readonly key: string; readonly text: string }[] = [];
    while (!isEnd(close)) {
      const key = first === "{" ? plainString(take()) : "";
      if (first === "{") take();
      const value = write(depth + 1);
      if (value === null) return null;
      members.push({ key, text: first === "{" ? `${key}: ${value}` : value });
    }
    if (members.length === 0) return first + close;
    if (first === "{") members.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
    const indent = "  ".repeat(depth + 1);
    return `${first}\n${members.map((member) => indent + member.text).join(",\n")}\n${"  ".repeat(depth)}${close}`;
  };
  return write(0);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** One spelling for each string, whatever was escaped. */
function plainString(source: string): string {
  const value: unknown = JSON.parse(source);
  return JSON.stringify(value);
}
