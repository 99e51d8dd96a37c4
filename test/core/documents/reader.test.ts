// Reading project files: once each, remembered, and missing ones as findings at the reference.
import assert from "node:assert/strict";
import { createReader } from "../../../src/core/documents/reader.ts";
import { createSourceText } from "../../../src/core/domain/source-text.ts";
import { memoryFiles } from "../../support/memory-files.ts";
import { diagnosticLines } from "./sample-project.ts";

function readerOf(contents: Readonly<Record<string, string | Uint8Array>>) {
  const files = memoryFiles(contents);
  const reads: string[] = [];
  const reader = createReader({ ...files, read: (path) => (reads.push(path), files.read(path)) });
  const follow = (target: string, noun = "collection") => {
    const source = createSourceText("experiments/a.experiment.yaml", `collection: ${target}`);
    return reader.follow({ source, range: { start: 12, end: 12 + target.length }, target }, noun);
  };
  return { reader, reads, follow };
}

describe("createReader", () => {
  it("reads each file once", async () => {
    const { reader, reads } = readerOf({ "a.csv": "x" });
    await Promise.all([
      reader.bytes("a.csv"),
      reader.source("a.csv"),
      reader.source("a.csv"),
      reader.bytes("b.csv"),
      reader.bytes("b.csv"),
    ]);
    assert.deepEqual(reads, ["a.csv", "b.csv"]);
  });

  it("remembers the files that were there", async () => {
    const { reader } = readerOf({ "a.csv": "x", "b.csv": "y" });
    await Promise.all([reader.bytes("a.csv"), reader.bytes("c.csv")]);
    assert.deepEqual([...reader.used()], [["a.csv", Uint8Array.of(120)]]);
  });

  it("drops a byte order mark", async () => {
    const { reader } = readerOf({ "a.yaml": "\ufeffa: 1" });
    assert.equal((await reader.source("a.yaml"))?.text, "a: 1");
  });

  it("reads CRLF and CR as LF", async () => {
    const { reader } = readerOf({ "a.prompt": "a\r\nb\rc\n" });
    assert.equal((await reader.source("a.prompt"))?.text, "a\nb\nc\n");
  });

  it("reports a file that is not UTF-8, once", async () => {
    const { reader } = readerOf({ "a.yaml": Uint8Array.of(0xe9) });
    await reader.source("a.yaml");
    await reader.source("a.yaml");
    assert.deepEqual(diagnosticLines(reader.diagnostics), ["a.yaml:1:1 file/not-utf8 This file is not UTF-8 text. Save it as UTF-8."]);
  });

  it("has no source and no finding for a missing file", async () => {
    const { reader } = readerOf({});
    assert.deepEqual([await reader.source("a.yaml"), reader.diagnostics], [null, []]);
  });
});

describe("follow", () => {
  it("answers with the project's path", async () => {
    assert.equal(await readerOf({ "data/a.csv": "x" }).follow("../data/a.csv"), "data/a.csv");
  });

  const cases: readonly [string, string, readonly string[], string][] = [
    [
      "suggests a near file of the same kind",
      "../data/tikcets.csv",
      ["data/tickets.csv", "data/tickets.jsonl"],
      'There is no collection at "../data/tikcets.csv". Did you mean "../data/tickets.csv"?',
    ],
    [
      "lists what there is when nothing is near",
      "nothing-like-it.csv",
      ["data/a.csv"],
      'There is no collection at "nothing-like-it.csv". Known: ../data/a.csv.',
    ],
    [
      "looks for the kind even when the name has dots",
      "reply.old.model.yaml",
      ["experiments/reply.model.yaml", "experiments/reply.prompt"],
      'There is no collection at "reply.old.model.yaml". Did you mean "reply.model.yaml"?',
    ],
    [
      "says when there is no such file at all",
      "a.csv",
      ["a.prompt"],
      'There is no collection at "a.csv". There is no such file to choose from.',
    ],
  ];
  for (const [title, target, paths, message] of cases) {
    it(title, async () => {
      const { reader, follow } = readerOf(Object.fromEntries(paths.map((path) => [path, ""])));
      await follow(target);
      assert.deepEqual(diagnosticLines(reader.diagnostics), [`experiments/a.experiment.yaml:1:13 file/missing ${message}`]);
    });
  }

  it("reports a path out of the project without reading it", async () => {
    const { reader, reads, follow } = readerOf({});
    await follow("../../secrets.csv");
    assert.deepEqual(
      { reads, found: diagnosticLines(reader.diagnostics) },
      {
        reads: [],
        found: [
          'experiments/a.experiment.yaml:1:13 file/path "../../secrets.csv" leaves the project. Write a path relative to this file, with /, inside the project.',
        ],
      },
    );
  });
});
