// What the action says to GitHub: lines of the log, annotations, outputs and the job summary; nothing in a text becomes a command.
import { randomUUID } from "node:crypto";
import { appendFile, stat } from "node:fs/promises";
import { escapeTerminal } from "../core/report/escape.ts";

export interface WorkflowLog {
  /** Lines of the log. */
  say(...lines: readonly string[]): void;
  /** A message at the top of the run's page. */
  annotate(level: "notice" | "warning" | "error", title: string, message: string): void;
  /** What later steps read as `steps.<id>.outputs.<name>`. */
  output(name: string, value: string): Promise<void>;
  /** Markdown on the run's page; what goes beyond GitHub's limit is left out with a sentence. */
  summarize(markdown: string): Promise<void>;
}

export interface WorkflowLogOptions {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly write: (text: string) => void;
  /** Takes keys out of a text before it leaves the process. */
  readonly redact: (text: string) => string;
}

/** GitHub refuses a step's summary of more than 1 MiB. */
const largestSummary = 1_000_000;

export function createWorkflowLog({ environment, write, redact }: WorkflowLogOptions): WorkflowLog {
  return {
    say: (...lines) => lines.forEach((line) => write(`${escapeTerminal(redact(line))}\n`)),
    annotate(level, title, message) {
      write(`::${level} title=${commandProperty(redact(title))}::${commandData(redact(message))}\n`);
    },
    async output(name, value) {
      const file = environment["GITHUB_OUTPUT"];
      if (file === undefined || file === "") return;
      // A delimiter that nobody can guess: a value cannot end itself and go on with an output of its own.
      const delimiter = `touchstone_${randomUUID()}`;
      await appendFile(file, `${name}<<${delimiter}\n${redact(value)}\n${delimiter}\n`);
    },
    async summarize(markdown) {
      const file = environment["GITHUB_STEP_SUMMARY"];
      if (file === undefined || file === "") return;
      const text = `${redact(markdown)}\n\n`;
      const written = await stat(file).then(
        ({ size }) => size,
        () => 0,
      );
      const isTooLong = written + Buffer.byteLength(text) > largestSummary;
      await appendFile(file, isTooLong ? "\n\nThe rest does not fit here; it is among the reports of the step.\n" : text);
    },
  };
}

function commandData(text: string): string {
  return escapeTerminal(text).replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function commandProperty(text: string): string {
  return commandData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
