// Commands that people copy: a shell must read the words that were meant.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { shellWord } from "../../src/cli/shell-word.ts";

describe("shellWord", () => {
  it("leaves a plain word as it is", () => {
    assert.equal(shellWord("openai=http://localhost:8000/v1"), "openai=http://localhost:8000/v1");
  });

  if (process.platform !== "win32") {
    for (const word of ["", "two words", "it's", "a&b;c|d>e", "$HOME `id` $(id)", '"quoted" \\ *', "line\nbreak"]) {
      it(`is read by a shell as ${JSON.stringify(word)}`, () => {
        assert.equal(execFileSync("sh", ["-c", `printf %s ${shellWord(word)}`], { encoding: "utf8" }), word);
      });
    }
  }
});
