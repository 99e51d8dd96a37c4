// Preloaded into a thread, notes every connection and every process that it starts in a file, and goes along into the threads that it starts.
const childProcess = require("node:child_process");
const dgram = require("node:dgram");
const { appendFileSync } = require("node:fs");
const { syncBuiltinESMExports } = require("node:module");
const net = require("node:net");
const threads = require("node:worker_threads");

const { TOUCHSTONE_CALLS: file } = process.env;

note("thread", "watched", "");
watch(net.Socket.prototype, "connect", "connection");
watch(dgram.Socket.prototype, "send", "connection");
watch(dgram.Socket.prototype, "connect", "connection");
watch(childProcess.ChildProcess.prototype, "spawn", "process");
for (const name of ["spawnSync", "execSync", "execFileSync"]) watch(childProcess, name, "process");
threads.Worker = class extends threads.Worker {
  constructor(address, options = {}) {
    super(address, { ...options, execArgv: [...(options.execArgv ?? []), "--require", __filename] });
    note("thread", String(address), caller());
  }
};
// Modules that have imported one of these by name see the new one from now on.
syncBuiltinESMExports();

function watch(owner, name, kind) {
  const original = owner[name];
  owner[name] = function (...words) {
    note(kind, `${name} ${JSON.stringify(words[0]?.args ?? words.filter((word) => typeof word !== "function")).slice(0, 300)}`, caller());
    return original.apply(this, words);
  };
}

function note(kind, what, from) {
  appendFileSync(file, `${JSON.stringify({ thread: threads.threadId, kind, what, from })}\n`);
}

/** The code outside Node that made the call; empty when Node alone was on the stack. */
function caller() {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 50;
  const frames = String(new Error().stack).split("\n").slice(1);
  Error.stackTraceLimit = stackTraceLimit;
  return frames.find((frame) => !frame.includes(__filename) && !/\(?node:|<anonymous>/.test(frame))?.trim() ?? "";
}
