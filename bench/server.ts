// The scripted server of the tests as a process of its own, so that it takes no time from what is measured.
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "..");

/** Answers every call after `latencyMs`; its script is written into `folder`. Ends when its process is killed. */
export async function startServer(folder: string, latencyMs: number): Promise<{ url: string; process: ChildProcess }> {
  const script = path.join(folder, "server.json");
  writeFileSync(script, JSON.stringify({ latencyMs, rules: [{ behaviour: { kind: "answer", text: "Yes, of course." } }] }));
  const child = spawn(process.execPath, [path.join(root, "test/support/provider-server-main.ts"), "--port", "0", "--script", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  return { url: (JSON.parse(line.toString()) as { url: string }).url, process: child };
}
