// References between files: relative to their document, and never out of the project.
import assert from "node:assert/strict";
import fc from "fast-check";
import { folderOf, relativePath, resolvePath } from "../../../src/core/documents/paths.ts";

describe("resolvePath", () => {
  const inside: readonly [string, string, string][] = [
    ["a.yaml", "b.csv", "b.csv"],
    ["a.yaml", "./b.csv", "b.csv"],
    ["a.yaml", "x/b.csv", "x/b.csv"],
    ["a.yaml", "x//b.csv", "x/b.csv"],
    ["a.yaml", "x/./b.csv", "x/b.csv"],
    ["a.yaml", "x/../b.csv", "b.csv"],
    ["a.yaml", "x/y/../../b.csv", "b.csv"],
    ["x/a.yaml", "b.csv", "x/b.csv"],
    ["x/a.yaml", "../b.csv", "b.csv"],
    ["x/a.yaml", "../y/b.csv", "y/b.csv"],
    ["x/a.yaml", "../x/b.csv", "x/b.csv"],
    ["x/y/a.yaml", "../../b.csv", "b.csv"],
    ["x/y/a.yaml", "..", "x"],
    ["x/a.yaml", ".", "x"],
    ["x/a.yaml", "", "x"],
    ["a.yaml", "x/b.csv/", "x/b.csv"],
    ["a.yaml", "...", "..."],
    ["a.yaml", ".../b.csv", ".../b.csv"],
    ["a.yaml", "..b.csv", "..b.csv"],
    ["a.yaml", ".hidden", ".hidden"],
    ["a.yaml", "~/b.csv", "~/b.csv"],
    ["a.yaml", "%2e%2e/b.csv", "%2e%2e/b.csv"],
    ["a.yaml", "$HOME/b.csv", "$HOME/b.csv"],
    ["a.yaml", "b c.csv", "b c.csv"],
    ["a.yaml", "übung/日本.csv", "übung/日本.csv"],
    ["a.yaml", "\u{1F600}.csv", "\u{1F600}.csv"],
    ["a.yaml", "console.csv", "console.csv"],
    ["a.yaml", "com.csv", "com.csv"],
    ["a.yaml", "com10.csv", "com10.csv"],
    ["a.yaml", "null.csv", "null.csv"],
    ["a.yaml", "constructor", "constructor"],
    ["a.yaml", "x".repeat(255), "x".repeat(255)],
  ];
  for (const [from, target, path] of inside) {
    it(`takes "${target}" in ${from} for "${path}"`, () => {
      assert.deepEqual(resolvePath(from, target), { kind: "path", path });
    });
  }

  const refused: readonly [string, string, string][] = [
    ["a.yaml", "..", '".." leaves the project.'],
    ["a.yaml", "x".repeat(256), "A name in this path has more than 255 characters."],
    ["a.yaml", "../b.csv", '"../b.csv" leaves the project.'],
    ["a.yaml", "./../b.csv", '"./../b.csv" leaves the project.'],
    ["a.yaml", "x/../../b.csv", '"x/../../b.csv" leaves the project.'],
    ["a.yaml", "../x/a.yaml", '"../x/a.yaml" leaves the project.'],
    ["x/a.yaml", "../../b.csv", '"../../b.csv" leaves the project.'],
    ["x/a.yaml", "../../x/b.csv", '"../../x/b.csv" leaves the project.'],
    ["x/y/a.yaml", "../../../../etc/passwd", '"../../../../etc/passwd" leaves the project.'],
    ["x/a.yaml", "..//..//b.csv", '"..//..//b.csv" leaves the project.'],
    ["a.yaml", "/etc/passwd", '"/etc/passwd" is an absolute path.'],
    ["a.yaml", "/", '"/" is an absolute path.'],
    ["a.yaml", "//server/share/b.csv", '"//server/share/b.csv" is an absolute path.'],
    ["a.yaml", "\\\\server\\share\\b.csv", '"\\\\server\\share\\b.csv" uses \\ as separator.'],
    ["a.yaml", "\\\\?\\C:\\b.csv", '"\\\\?\\C:\\b.csv" uses \\ as separator.'],
    ["a.yaml", "\\b.csv", '"\\b.csv" uses \\ as separator.'],
    ["a.yaml", "x\\b.csv", '"x\\b.csv" uses \\ as separator.'],
    ["a.yaml", "..\\b.csv", '"..\\b.csv" uses \\ as separator.'],
    ["x/a.yaml", "../x\\..\\..\\b.csv", '"../x\\..\\..\\b.csv" uses \\ as separator.'],
    ["a.yaml", "C:/b.csv", '"C:/b.csv" is an absolute path.'],
    ["a.yaml", "c:b.csv", '"c:b.csv" is an absolute path.'],
    ["a.yaml", "C:\\b.csv", '"C:\\b.csv" uses \\ as separator.'],
    ["a.yaml", "C:", '"C:" is an absolute path.'],
    ["a.yaml", "file:///etc/passwd", '"file:///etc/passwd" holds a colon.'],
    ["a.yaml", "https://example.com/b.csv", '"https://example.com/b.csv" holds a colon.'],
    ["a.yaml", "b.csv:stream", '"b.csv:stream" holds a colon.'],
    ["a.yaml", "b.csv::$DATA", '"b.csv::$DATA" holds a colon.'],
    ["a.yaml", "b.csv\0", "A path cannot hold a NUL character."],
    ["a.yaml", "\0", "A path cannot hold a NUL character."],
    ["a.yaml", "x/\0/b.csv", "A path cannot hold a NUL character."],
    ["a.yaml", "../\0", "A path cannot hold a NUL character."],
    ["a.yaml", "CON", '"CON" is the name of a device.'],
    ["a.yaml", "con.csv", '"con.csv" is the name of a device.'],
    ["a.yaml", "x/NUL", '"NUL" is the name of a device.'],
    ["a.yaml", "nul/b.csv", '"nul" is the name of a device.'],
    ["a.yaml", "PRN.txt", '"PRN.txt" is the name of a device.'],
    ["a.yaml", "aux.yaml", '"aux.yaml" is the name of a device.'],
    ["a.yaml", "com1", '"com1" is the name of a device.'],
    ["a.yaml", "LPT9.csv", '"LPT9.csv" is the name of a device.'],
  ];
  for (const [from, target, message] of refused) {
    it(`refuses ${JSON.stringify(target)} in ${from}`, () => {
      assert.deepEqual(resolvePath(from, target), {
        kind: "problem",
        message,
        hint: "Write a path relative to this file, with /, inside the project.",
      });
    });
  }

  it("never answers with a path that leads out, whatever is written", () => {
    const steps = fc.array(fc.constantFrom("..", ".", "", "a", "b.csv", "...", "\\", "C:", "/", "~"), { maxLength: 8 });
    fc.assert(
      fc.property(fc.constantFrom("a.yaml", "x/a.yaml", "x/y/a.yaml"), steps, (from, parts) => {
        const resolved = resolvePath(from, parts.join("/"));
        assert.ok(
          resolved.kind === "problem" ||
            resolved.path === "" ||
            resolved.path.split("/").every((step) => step !== "" && step !== "." && step !== ".."),
        );
      }),
    );
  });
});

describe("relativePath", () => {
  const cases: readonly [string, string, string][] = [
    ["a.yaml", "b.csv", "b.csv"],
    ["x/a.yaml", "x/b.csv", "b.csv"],
    ["x/a.yaml", "b.csv", "../b.csv"],
    ["x/a.yaml", "y/b.csv", "../y/b.csv"],
    ["x/y/a.yaml", "x/z/b.csv", "../z/b.csv"],
    ["a.yaml", "x/b.csv", "x/b.csv"],
    ["x/a.yaml", "x", "../x"],
  ];
  for (const [from, to, written] of cases) {
    it(`writes ${to} in ${from} as ${written}`, () => {
      assert.equal(relativePath(from, to), written);
    });
  }

  it("is undone by resolvePath", () => {
    const path = fc.array(fc.constantFrom("a", "b", "c"), { minLength: 1, maxLength: 4 }).map((steps) => steps.join("/"));
    fc.assert(
      fc.property(path, path, (from, to) => assert.deepEqual(resolvePath(from, relativePath(from, to)), { kind: "path", path: to })),
    );
  });
});

describe("folderOf", () => {
  it("is empty for the root", () => {
    assert.deepEqual([folderOf("a.yaml"), folderOf("x/y/a.yaml")], ["", "x/y"]);
  });
});
