// `npm run bench`: Touchstone, promptfoo, the floor and the ideal side by side, measured in one run; one table.
import { readFileSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { parts } from "./parts.ts";
import { installPromptfoo } from "./promptfoo.ts";
import { markdownTable, type Row, textTable } from "./table.ts";

const page = path.resolve(import.meta.dirname, "../docs/performance.md");
const [begin, end] = ["<!-- table: begin -->", "<!-- table: end -->"];

const usage = `Usage: npm run bench -- [part…] [--without-promptfoo] [--rounds n] [--write]
Parts: ${parts.map(({ name }) => name).join(", ")}; all of them when none is named.
--write puts the table of a whole run into docs/performance.md.`;

process.exitCode = await main();

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      "without-promptfoo": { type: "boolean", default: false },
      rounds: { type: "string", default: "3" },
      write: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  const rounds = Number(values.rounds);
  const isKnown = positionals.every((name) => parts.some((part) => part.name === name));
  const isPartial = positionals.length > 0 || values["without-promptfoo"];
  if (values.help || !isKnown || !Number.isInteger(rounds) || rounds < 1 || (values.write && isPartial)) {
    console.log(usage);
    return values.help ? 0 : 4;
  }
  const chosen = positionals.length === 0 ? parts : parts.filter(({ name }) => positionals.includes(name));
  const problem = values["without-promptfoo"] ? "promptfoo was left out." : installPromptfoo();
  const rows: Row[] = [];
  for (const part of chosen) {
    process.stderr.write(`${part.name} …\n`);
    rows.push(...(await part.measure({ rounds, withPromptfoo: problem === null })));
  }
  const notes = [machine(rounds), ...(problem === null ? [] : [problem])];
  console.log(`${textTable(rows)}\n\n${notes.join("\n")}`);
  if (values.write) writeFileSync(page, withTable(readFileSync(page, "utf8"), `${markdownTable(rows)}\n\n${notes.join("\n")}`));
  return 0;
}

function machine(rounds: number): string {
  const [processor] = cpus();
  const memory = `${Math.round(totalmem() / 2 ** 30)} GB`;
  const day = new Date().toISOString().slice(0, 10);
  return `Medians of ${rounds} rounds; Node ${process.version}, ${process.platform}, ${cpus().length} × ${processor?.model.trim() ?? "unknown"}, ${memory}, ${day}.`;
}

function withTable(text: string, table: string): string {
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${page} has lost the marks between which the table stands.`);
  return `${text.slice(0, from + begin.length)}\n\n${table}\n\n${text.slice(to)}`;
}
