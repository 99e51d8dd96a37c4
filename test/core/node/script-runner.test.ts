// Scripts in processes of their own: what they get, what they cannot have, and how each way of failing ends.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readdir } from "node:fs/promises";
import { createServer } from "node:http";
import { type AddressInfo } from "node:net";
import { join } from "node:path";
import { hashBytes } from "../../../src/core/base/hash.ts";
import type { Script, ScriptOutcome } from "../../../src/core/base/ports.ts";
import { createScriptRunner, type ScriptRunnerOptions } from "../../../src/node/script-runner.ts";
import { createProject } from "../../support/temporary-project.ts";

const program = new URL("../../../src/node/script-worker.ts", import.meta.url);
const { signal } = new AbortController();

function scriptOf(text: string, path = "rate.mjs"): Script {
  return { path, sha256: hashBytes(new TextEncoder().encode(text)), text };
}

function runnerOf(options: Partial<ScriptRunnerOptions> = {}): ReturnType<typeof createScriptRunner> {
  return createScriptRunner({ program, isApproved: () => true, ...options });
}

/** A script whose `evaluate` has this body; `output` and `row` are at hand. */
function body(lines: string): Script {
  return scriptOf(`export async function evaluate({ output, row }) { ${lines} }`);
}

function wordsOf(outcome: ScriptOutcome): string {
  return outcome.kind === "answered" ? JSON.stringify(outcome.answer) : `${outcome.code}: ${outcome.message}`;
}

describe("createScriptRunner", () => {
  // Long enough for a starved machine wherever no row is meant to time out.
  const runner = runnerOf({ rowMs: 60_000 });
  after(() => runner.close());

  const ask = async (script: Script, input: object = { output: "yes", row: {} }): Promise<string> =>
    wordsOf(await runner.evaluate(script, JSON.stringify(input), signal));

  it("shows a whole run to what a script exports for it, and a row to the other in another process", async () => {
    const both = scriptOf(
      "const own = process.pid; export const evaluate = () => own; export const evaluateRun = ({ samples }) => [own, samples];",
    );
    const row = wordsOf(await runner.evaluate(both, "{}", signal));
    const run = wordsOf(await runner.evaluateRun(both, '{"samples":[1,2]}', signal));
    assert.match(run, /^\[\d+,\[1,2\]\]$/);
    assert.ok(!run.startsWith(`[${row},`), run);
    assert.match(
      wordsOf(await runner.evaluateRun(body("return 1;"), "{}", signal)),
      /^scorer\/script-unusable: .*no function named evaluateRun/,
    );
  });

  it("stops what sees a whole run when its own time is over", async () => {
    const hasty = runnerOf({ rowMs: 60_000, armMs: 300 });
    try {
      const endless = scriptOf("export const evaluateRun = () => new Promise(() => {});");
      assert.match(wordsOf(await hasty.evaluateRun(endless, "{}", signal)), /^scorer\/script-timeout: The script took more than 0\.3 s/);
    } finally {
      await hasty.close();
    }
  });

  it("takes as much of a run as an evaluator may read", async () => {
    const script = scriptOf("export const evaluateRun = ({ samples }) => samples.reduce((sum, { output }) => sum + output.length, 0);");
    const input = JSON.stringify({ samples: Array.from({ length: 31_000 }, () => ({ output: "é".repeat(1000) })) });
    assert.equal(wordsOf(await runner.evaluateRun(script, input, signal)), "31000000");
  });

  const answers: readonly [title: string, script: Script, answer: string][] = [
    ["a boolean", scriptOf("export const evaluate = ({ output }) => output === 'yes';"), "true"],
    ["a promise", body("return { value: 0.5, reason: 'half' };"), '{"value":0.5,"reason":"half"}'],
    [
      "a CommonJS module",
      scriptOf("const { basename } = require('node:path'); exports.evaluate = () => basename('/a/b');", "rate.cjs"),
      '"b"',
    ],
    ["no number", body("return NaN;"), '"NaN"'],
    ["nothing", body(""), '"undefined"'],
    ["a function", body("return () => 1;"), '"a function"'],
    ["a text of several bytes a letter", body("return 'ü€😀' + row.a;"), '"ü€😀é"'],
  ];
  for (const [title, script, answer] of answers) {
    it(`gives what a script answers: ${title}`, async () => {
      assert.equal(await ask(script, { output: "yes", row: { a: "é" } }), answer);
    });
  }

  const failures: readonly [title: string, script: Script, words: RegExp][] = [
    ["throws", body("\nthrow new TypeError('not me');"), /^scorer\/script-threw: The script threw TypeError: not me \(line 2\)$/],
    ["throws nothing", body("throw undefined;"), /^scorer\/script-threw: The script threw undefined$/],
    [
      "throws when nobody waits",
      body("setTimeout(() => { throw new Error('late'); }); await new Promise(() => {});"),
      /^scorer\/script-threw: .*late/,
    ],
    ["ends its process", body("process.exit(0);"), /^scorer\/script-exited: /],
    ["prints and ends its process", body("console.log('so far'); process.exit(0);"), /^scorer\/script-exited: .*It printed: so far$/],
    [
      "takes all memory",
      body("const all = []; for (;;) all.push(new Array(1e6).fill(all.length));"),
      /^scorer\/script-memory: The script needed more than 256 MB and was ended\.$/,
    ],
    [
      "prints a gigabyte",
      body("const line = 'a'.repeat(1e6); for (let i = 0; i < 1000; i++) (await import('node:fs')).writeSync(1, line);"),
      /^scorer\/script-output: /,
    ],
    ["answers too much", body("return 'a'.repeat(2e6);"), /^scorer\/script-answer: .*more than 1 MB/],
    ["answers in circles", body("const a = {}; a.a = a; return a;"), /^scorer\/script-threw: .*circular/],
    [
      "answers past its program",
      body("(await import('node:fs')).writeSync(4, 'true\\n'); await new Promise(() => {});"),
      /^scorer\/script-answer: /,
    ],
    [
      "floods the channel of answers",
      body("for (;;) (await import('node:fs')).writeSync(4, 'a'.repeat(1e6));"),
      /^scorer\/script-answer: /,
    ],
    ["cannot be read", scriptOf("export function evaluate( {"), /^scorer\/script-unusable: .*SyntaxError/],
    ["exports something else", scriptOf("export const evaluates = 1;"), /^scorer\/script-unusable: .*no function named evaluate/],
    [
      "imports a file beside it",
      scriptOf("import './x.mjs'; export const evaluate = () => true;"),
      /^scorer\/script-unusable: .*"\.\/x\.mjs".*one file/,
    ],
    [
      "requires a file beside it",
      scriptOf("require('./x.cjs'); exports.evaluate = () => true;", "rate.cjs"),
      /^scorer\/script-unusable: .*"\.\/x\.cjs".*one file/,
    ],
  ];
  for (const [title, script, words] of failures) {
    it(`makes an error of a script that ${title}`, async () => {
      assert.match(await ask(script), words);
    });
  }

  it("goes on in a new process after a script has ended its own", async () => {
    const script = body("return row.n === 1 ? process.exit(0) : row.n;");
    const words = await Promise.all([0, 1, 2, 3].map((n) => ask(script, { row: { n } })));
    assert.deepEqual(words, ["0", "scorer/script-exited: The script ended its own process.", "2", "3"]);
  });

  const thefts: readonly [title: string, lines: string, words: RegExp][] = [
    ["the environment", "return Object.keys(process.env).join();", /^""$/],
    [
      "a file of the system",
      "return (await import('node:fs')).readFileSync('/etc/passwd', 'utf8');",
      /^scorer\/script-threw: .*restricted/,
    ],
    [
      "the home folder",
      "const os = await import('node:os'); return (await import('node:fs')).readdirSync(os.homedir());",
      /^scorer\/script-threw: .*restricted/,
    ],
    ["a file of its own to write", "(await import('node:fs')).writeFileSync('left-behind', '1');", /^scorer\/script-threw: .*restricted/],
    [
      "another process",
      "return String((await import('node:child_process')).spawnSync('ls').stdout);",
      /^scorer\/script-threw: .*restricted/,
    ],
    ["a fork of itself", "(await import('node:child_process')).fork(process.argv[1]);", /^scorer\/script-threw: .*restricted/],
    ["a thread", "new (await import('node:worker_threads')).Worker('1', { eval: true });", /^scorer\/script-threw: .*restricted/],
    ["the end of its parent", "process.kill(process.ppid, 'SIGKILL'); return true;", /^scorer\/script-threw: .*no other process/],
  ];
  for (const [title, lines, words] of thefts) {
    it(`does not give a script ${title}`, async () => {
      assert.match(await ask(body(lines)), words);
    });
  }

  it("answers a script that wants the network by the usual ways that there is none", async () => {
    let requests = 0;
    const server = createServer((_, response) => void response.end(String((requests += 1))));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const url = `http://127.0.0.1:${port}/`;
    const ways = [
      `await fetch('${url}');`,
      `const http = await import('node:http'); await new Promise((resolve, reject) => http.get('${url}', resolve).on('error', reject));`,
      `const net = await import('node:net'); net.connect(${port}, '127.0.0.1');`,
      "const dns = await import('node:dns/promises'); await dns.lookup('localhost');",
      "const { createSocket } = await import('node:dgram'); createSocket('udp4').send('a', 9, '127.0.0.1');",
    ];
    const words = await Promise.all(ways.map((way) => ask(body(way))));
    await new Promise((resolve) => server.close(resolve));
    assert.deepEqual(
      words.map((text) => text.replace(/ \(line \d+\)$/, "")),
      ways.map(() => "scorer/script-threw: The script threw Error: A script has no network and reaches no other process."),
    );
    assert.equal(requests, 0);
  });

  it("gives each of many rows its own answer, in a process that is used again", async () => {
    const script = scriptOf("let rows = 0; export const evaluate = ({ row }) => ({ pid: process.pid, row: row.n });");
    const asked = Array.from({ length: 60 }, (_, n) => runner.evaluate(script, JSON.stringify({ row: { n } }), signal));
    const answered = (await Promise.all(asked)).map((outcome) =>
      outcome.kind === "answered" ? (outcome.answer as { pid: number; row: number }) : null,
    );
    assert.deepEqual(
      answered.map((answer) => answer?.row),
      Array.from({ length: 60 }, (_, n) => n),
    );
    assert.ok(new Set(answered.map((answer) => answer?.pid)).size < 30);
  });

  it("changes the script of its only process as seldom as can be", async () => {
    const single = runnerOf({ processes: 1, rowMs: 60_000 });
    const scripts = ["a", "b", "c"].map((name) => scriptOf(`export const evaluate = () => process.pid; // ${name}`));
    const asked = Array.from({ length: 30 }, (_, n) => single.evaluate(scripts[n % 3] ?? scriptOf(""), "{}", signal));
    const pids = (await Promise.all(asked)).map(wordsOf);
    await single.close();
    assert.equal(new Set(pids).size, 3);
  });

  it("rejects for a script that nobody has approved", async () => {
    const strict = runnerOf({ isApproved: () => false });
    await assert.rejects(strict.evaluate(body("return true;"), "{}", signal), /not approved/);
  });

  const endless = [
    ["loops", "for (;;);"],
    ["waits for nothing", "await new Promise(() => {});"],
    ["lets others never have a turn", "for (;;) await null;"],
  ] as const;
  for (const [title, lines] of endless) {
    it(`stops a script that ${title}`, async () => {
      const hasty = runnerOf({ rowMs: 400 });
      const words = wordsOf(await hasty.evaluate(body(lines), "{}", signal));
      await hasty.close();
      assert.equal(words, "scorer/script-timeout: The script took more than 0.4 s and was stopped.");
    });
  }

  it("rejects with the signal's reason what is cut off, at work and in the queue", async () => {
    const other = runnerOf({ processes: 1, rowMs: 60_000 });
    const abort = new AbortController();
    const asked = [0, 1].map(() => other.evaluate(body("for (;;);"), "{}", abort.signal));
    setTimeout(() => abort.abort(new Error("enough")), 100);
    const ended = await Promise.allSettled(asked);
    await other.close();
    assert.deepEqual(
      ended.map((one) => (one.status === "rejected" ? (one.reason as Error).message : one.value)),
      ["enough", "enough"],
    );
  });

  it("leaves no process and no folder behind when its own is killed, though the script loops", async () => {
    const files = ["script-runner.ts", "script-worker.ts"].map((name) => new URL(`../../../src/node/${name}`, import.meta.url).href);
    const main = `
      import { createScriptRunner } from ${JSON.stringify(files[0])};
      const options = { program: new URL(${JSON.stringify(files[1])}), isApproved: () => true, processes: 1, rowMs: 60000 };
      const runner = createScriptRunner(options);
      const text = "let rows = 0; export const evaluate = () => { if (rows++ === 0) return process.pid; for (;;); };";
      const ask = () => runner.evaluate({ path: "a.mjs", sha256: "sha256:0", text }, "{}", new AbortController().signal);
      const { answer } = await ask();
      ask();
      setTimeout(() => console.log(answer), 300);
    `;
    await using project = await createProject({ "main.mjs": main });
    const parent = spawn(process.execPath, [join(project.folder, "main.mjs")], {
      stdio: ["ignore", "pipe", "inherit"],
      env: { ...process.env, TMPDIR: project.folder, TEMP: project.folder },
    });
    const pid = await new Promise<number>((resolve) => parent.stdout.once("data", (bytes: Buffer) => resolve(Number(String(bytes)))));
    parent.kill("SIGKILL");
    await new Promise((resolve) => parent.once("close", resolve));
    assert.equal(await isGone(pid), true);
    // On Windows it is the system that ends the process, and it leaves the empty folder.
    if (process.platform !== "win32") assert.deepEqual(await readdir(project.folder), ["main.mjs"]);
  });
});

/** Resolves when no process has this id any more. */
async function isGone(pid: number): Promise<boolean> {
  for (;;) {
    try {
      process.kill(pid, 0);
    } catch {
      return true;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
