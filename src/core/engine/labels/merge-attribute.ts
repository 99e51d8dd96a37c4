// The line of .gitattributes that lets git join the labels of two branches: both sides keep theirs, whatever the order.

export const mergeAttributes = "*.labels.jsonl merge=union";

/** True where a `.gitattributes` says so already, or says something else of these files. */
export function hasMergeAttribute(text: string): boolean {
  return text.split(/\r?\n/).some((line) => /^\s*[^#\s]*\*?\.labels\.jsonl\s.*\bmerge=/.test(line));
}
