// Plain `{{column}}` placeholders in short texts such as the values of criteria: no helpers, no blocks.

export interface Placeholder {
  readonly name: string;
  /** Offset of its first brace. */
  readonly start: number;
  /** Offset after its last brace. */
  readonly end: number;
}

export interface FilledText {
  readonly text: string;
  /** Names without a value, each once; their placeholders stand in the text as written. */
  readonly missing: string[];
}

/** The placeholders of a text in order; `{{[odd name]}}` has the name between the brackets. */
export function placeholdersIn(text: string): Placeholder[] {
  return [...text.matchAll(/\{\{([^{}]*)\}\}/g)].flatMap((match) => {
    const name = (match[1] ?? "").trim().replace(/^\[(.*)\]$/s, "$1");
    return name === "" ? [] : [{ name, start: match.index, end: match.index + match[0].length }];
  });
}

/** Puts values in the place of placeholders; absent, null and "" count as missing. Lists and objects become JSON. */
export function fillText(text: string, values: Readonly<Record<string, unknown>>): FilledText {
  const missing = new Set<string>();
  let filled = "";
  let end = 0;
  for (const placeholder of placeholdersIn(text)) {
    const value = Object.hasOwn(values, placeholder.name) ? values[placeholder.name] : undefined;
    const isMissing = value === undefined || value === null || value === "";
    if (isMissing) missing.add(placeholder.name);
    const written = text.slice(placeholder.start, placeholder.end);
    filled += text.slice(end, placeholder.start) + (isMissing ? written : asText(value));
    end = placeholder.end;
  }
  return { text: filled + text.slice(end), missing: [...missing] };
}

function asText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
