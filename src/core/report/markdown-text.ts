// Untrusted text and tables as Markdown: nothing in them becomes a link, a mention, HTML or a command of a CI service.
import { escapeTerminal } from "./escape.ts";

/** A character of no width that keeps what follows from being read together with what stands before. */
const joiner = "&#8288;";

/** Text that Markdown and HTML leave as it is, on one line; nothing in it becomes a link, a mention or a reference to an issue. */
export function markdownText(text: string): string {
  return (
    escapeTerminal(text)
      .replace(/[\\`*_{}[\]()#+\-.!|<>~&@]|:(?=\/\/)/g, (character) =>
        /[<>&@]/.test(character) ? `&#${character.charCodeAt(0)};` : `\\${character}`,
      )
      // Code hosts look for mentions, addresses and references in the finished page, where an escaped sign is a sign again.
      .replace(/&#64;|\\#(?=\d)|\bGH\\-(?=\d)/gi, (sign) => `${sign}${joiner}`)
      .replace(/\s*\n\s*/g, " ")
  );
}

/** A table of finished cells, the first column to the left and the others to the right. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return `${tableHead(head)}${rows.map(tableLine).join("")}`;
}

/** The two lines over the rows of a table; the first `words` columns stand to the left. */
export function tableHead(head: readonly string[], words = 1): string {
  return `${tableLine(head)}${tableLine(head.map((_, index) => (index < words ? "---" : "---:")))}`;
}

/** One line of a table. */
export function tableLine(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |\n`;
}
