// XML 1.0 read by the letter: anything that a strict parser would refuse throws. No DTD, no CDATA, no comments: nothing here writes them.

export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  /** Its own text, without that of its children. */
  readonly text: string;
}

const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };
const name = "[A-Za-z_][A-Za-z0-9_.-]*";
const tag = new RegExp(`<(/?)(${name})((?:\\s+${name}="[^"<]*")*)\\s*(/?)>`, "y");

/** The root element; throws with the place of the first thing that is not XML 1.0. */
export function parseXml(document: string): XmlElement {
  for (const character of document) {
    const code = character.codePointAt(0) ?? 0;
    const isAllowed =
      code === 9 || code === 10 || code === 13 || (code >= 0x20 && code <= 0xd7ff) || (code >= 0xe000 && code <= 0xfffd) || code >= 0x10000;
    if (!isAllowed) throw new Error(`U+${code.toString(16)} is no character of XML 1.0`);
  }
  const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n';
  if (!document.startsWith(declaration)) throw new Error("no declaration");
  const root = { name: "", attributes: {}, children: [] as XmlElement[], text: "" };
  const open = [root];
  let at = declaration.length;
  while (at < document.length) {
    const current = open.at(-1) ?? root;
    if (document[at] !== "<") {
      const end = document.indexOf("<", at);
      const text = document.slice(at, end === -1 ? document.length : end);
      if (text.includes("]]>")) throw new Error(`]]> at ${at}`);
      current.text += unescape(text, at);
      at += text.length;
      continue;
    }
    tag.lastIndex = at;
    const [whole, closing, tagName = "", written = "", empty] = tag.exec(document) ?? [];
    if (whole === undefined) throw new Error(`no tag at ${at}: ${document.slice(at, at + 40)}`);
    at += whole.length;
    if (closing === "/") {
      if (current.name !== tagName) throw new Error(`</${tagName}> closes <${current.name}>`);
      open.pop();
      continue;
    }
    const element = { name: tagName, attributes: attributesOf(written, at), children: [], text: "" };
    current.children.push(element);
    if (empty !== "/") open.push(element);
  }
  const [only, ...others] = root.children;
  if (open.length !== 1 || only === undefined || others.length > 0 || root.text.trim() !== "") throw new Error("not one whole root");
  return only;
}

function attributesOf(written: string, at: number): Record<string, string> {
  const attributes: Record<string, string> = {};
  for (const [, key = "", value = ""] of written.matchAll(new RegExp(`(${name})="([^"]*)"`, "g"))) {
    if (Object.hasOwn(attributes, key)) throw new Error(`${key} twice before ${at}`);
    // A parser reads line breaks and tabs of an attribute as spaces.
    attributes[key] = unescape(value.replace(/[\n\t]/g, " "), at);
  }
  return attributes;
}

function unescape(text: string, at: number): string {
  return text.replace(/&([^;]*);?/g, (whole, entity: string) => {
    const numbered = /^#(\d+)$/.exec(entity)?.[1];
    const character = numbered === undefined ? entities[entity] : String.fromCodePoint(Number(numbered));
    if (character === undefined || !whole.endsWith(";")) throw new Error(`${whole} at ${at} is no entity`);
    return character;
  });
}
