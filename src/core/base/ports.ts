// What a host must offer the core: files, storage, clock, random numbers, network and isolated work.
import type { Hash } from "./hash.ts";

/** The files of a project, read-only. Paths are project-relative, POSIX, without a leading `./`. */
export interface Files {
  /** Every file of the project, sorted; generated and ignored folders left out. */
  list(): Promise<readonly string[]>;
  /** The bytes of a file, or null when there is none. Throws `document/invalid` for a path that leaves the project. */
  read(path: string): Promise<Uint8Array | null>;
}

/** A file that only grows. Bytes count as saved once the `sync` called after their `append` has returned. */
export interface AppendFile {
  /** Where it lies in its storage. */
  readonly path: string;
  append(bytes: Uint8Array): Promise<void>;
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** A file open for reading; it may grow meanwhile. Whoever opened it closes it. */
export interface ReadFile {
  /** Bytes that it had when it was opened. */
  readonly size: number;
  /** Some bytes, fewer where the file ends. */
  read(start: number, length: number): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** The folder that Touchstone itself writes (`.touchstone/`). Paths are relative to it, POSIX. */
export interface Storage {
  read(path: string): Promise<Uint8Array | null>;
  /** Some bytes of a file, fewer where it ends; null when there is no such file. */
  readPart(path: string, start: number, length: number): Promise<Uint8Array | null>;
  /** Opens a file to read pieces of it; null when there is no such file. */
  openReader(path: string): Promise<ReadFile | null>;
  /** How many bytes a file has; null when there is no such file. */
  size(path: string): Promise<number | null>;
  /** Removes a file; one that is not there is no error. */
  remove(path: string): Promise<void>;
  /** Names of the entries directly inside a folder, sorted; empty when there is no such folder. */
  list(folder: string): Promise<readonly string[]>;
  /** Writes a whole file durably: either all of it is there afterwards or none. */
  write(path: string, bytes: Uint8Array): Promise<void>;
  /** Opens a new file for appending; fails when it exists, so that two writers never share one. */
  openNew(path: string): Promise<AppendFile>;
  /** Moves what follows the last line feed of a file to the end of `<path>.torn`, durably, and answers with the number of bytes moved. */
  cutTorn(path: string): Promise<number>;
}

export interface Clock {
  /** Wall-clock time in milliseconds since the epoch; may jump. */
  now(): number;
  /** Milliseconds that never run backwards, for durations. */
  monotonic(): number;
  /** Resolves after `milliseconds`; rejects with the signal's reason when it is aborted first. */
  sleep(milliseconds: number, options?: { readonly signal?: AbortSignal }): Promise<void>;
}

/** Uniform numbers in [0, 1). */
export type Random = () => number;

export type Fetch = typeof fetch;

/** The outcome of one regular expression on one text. */
export type RegexOutcome =
  | { readonly kind: "matched"; readonly isMatch: boolean }
  | { readonly kind: "timeout" }
  | { readonly kind: "invalid"; readonly message: string };

/** The outcome of a list of regular expressions on one text; `index` is the place of the pattern it is about. */
export type FirstMatch =
  /** `groups` holds each named group of the match; one that took no part is "". */
  | { readonly kind: "matched"; readonly index: number; readonly groups: ReadonlyMap<string, string> }
  | { readonly kind: "unmatched" }
  | { readonly kind: "timeout"; readonly index: number }
  | { readonly kind: "invalid"; readonly index: number; readonly message: string };

/** Runs regular expressions where they can be killed (S15); what one call asks has 250 ms. */
export interface RegexRunner {
  test(pattern: string, flags: string, text: string): Promise<RegexOutcome>;
  /** The first of the patterns, in their order, that matches somewhere in the text. */
  firstMatch(patterns: readonly string[], flags: string, text: string): Promise<FirstMatch>;
  close(): Promise<void>;
}

/** A JavaScript file that somebody wrote to rate responses, as it was read for a run. */
export interface Script {
  /** Project-relative. */
  readonly path: string;
  /** Of its bytes: what is approved, and pinned. */
  readonly sha256: Hash;
  readonly text: string;
}

/** What came of one script on one row. */
export type ScriptOutcome =
  /** What it answered, as JSON; what JSON cannot hold stands there in words, as a text. */
  | { readonly kind: "answered"; readonly answer: unknown }
  /** It gave no answer; the code says in which way, such as `scorer/script-timeout`. */
  | { readonly kind: "failed"; readonly code: ScriptFailure; readonly message: string };

export type ScriptFailure =
  | "scorer/script-unusable"
  | "scorer/script-threw"
  | "scorer/script-timeout"
  | "scorer/script-memory"
  | "scorer/script-output"
  | "scorer/script-answer"
  | "scorer/script-exited";

/** What a script exports: `evaluate` rates one response, `evaluateRun` makes one figure of all samples of an arm. */
export type ScriptFunction = "evaluate" | "evaluateRun";

/** Runs scripts of people in processes of their own, which can be killed (S16); one row has 5 seconds, one arm 60. */
export interface ScriptRunner {
  /** Whether whoever runs this has agreed to the file with this hash. */
  isApproved(sha256: Hash): boolean;
  /** What its `evaluate` answers to `input`, the text of a JSON object. Rejects for a script that is not approved, and with the signal's reason. */
  evaluate(script: Script, input: string, signal: AbortSignal): Promise<ScriptOutcome>;
  /** The same of its `evaluateRun`. */
  evaluateRun(script: Script, input: string, signal: AbortSignal): Promise<ScriptOutcome>;
  /** Ends all processes. */
  close(): Promise<void>;
}

/** Who holds a lock: a process of a host. */
export interface LockHolder {
  readonly pid: number;
  /** When the process started, in the host's own words; tells a process from a later one with the same number. */
  readonly started: string;
  readonly host: string;
  /** The run it is held for, where the lock's own name does not tell. */
  readonly run?: string;
}

/** The commit a folder stands at; `dirty` when tracked files in it differ from it. */
export interface GitState {
  readonly commit: string;
  readonly branch: string | null;
  readonly dirty: boolean;
}
