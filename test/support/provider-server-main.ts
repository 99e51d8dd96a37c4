/** Runs the scripted provider as a process of its own: `--port 0 --script file.json`; the first line it prints is `{"url": …}`. */
import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";

import { compileScript } from "./provider-server/script.ts";
import { startProviderServer } from "./provider-server.ts";

const { values } = parseArgs({ options: { port: { type: "string", default: "0" }, script: { type: "string" } } });
const script: unknown = values.script === undefined ? {} : JSON.parse(await readFile(values.script, "utf8"));
const server = await startProviderServer({ port: Number(values.port), ...compileScript(script) });
process.stdout.write(`${JSON.stringify({ url: server.url })}\n`);
