// Texts cut to fit: between code points, by the bytes of their JSON.
import assert from "node:assert/strict";
import fc from "fast-check";
import { clipBytes, jsonBytes, preview, shareBytes, takeWithin, textBytes } from "../../../../src/core/report/results/text-limits.ts";
import { hostileCharacters } from "./results-fixtures.ts";

const hostileText = fc.array(fc.constantFrom(...hostileCharacters), { maxLength: 60 }).map((characters) => characters.join(""));

describe("clipBytes", () => {
  it("keeps a text that fits as it is", () => {
    assert.deepEqual(clipBytes("exactly", 7), { text: "exactly", isTruncated: false });
  });

  it("ends a longer one with an ellipsis within the bytes", () => {
    assert.deepEqual(clipBytes("0123456789", 8), { text: "01234…", isTruncated: true });
  });

  it("never cuts a character in two", () => {
    assert.equal(clipBytes("😀😀😀", 9).text, "😀…");
  });

  it("leaves nothing where not even the ellipsis fits", () => {
    assert.deepEqual(clipBytes("long", 2), { text: "", isTruncated: true });
  });

  it("says of an empty text that it is whole", () => {
    assert.deepEqual(clipBytes("", -1), { text: "", isTruncated: false });
  });

  it("keeps any text within its bytes, and as much of it as fits", () => {
    fc.assert(
      fc.property(hostileText, fc.integer({ min: 0, max: 200 }), (text, most) => {
        const clipped = clipBytes(text, most);
        assert.ok(textBytes(clipped.text) <= most);
        assert.equal(clipped.isTruncated, textBytes(text) > most);
        if (clipped.isTruncated && most >= 3) assert.ok(textBytes(clipped.text) > most - 6);
      }),
    );
  });
});

describe("preview", () => {
  it("keeps a short text as it is", () => {
    assert.equal(preview("short", 5), "short");
  });

  it("counts the ellipsis among the characters", () => {
    assert.equal(preview("123456", 5), "1234…");
  });

  it("counts code points, not units", () => {
    assert.equal(preview("😀😀😀😀😀😀", 5), "😀😀😀😀…");
  });

  it("keeps as many astral characters as are allowed", () => {
    assert.equal(preview("😀😀😀😀😀", 5), "😀😀😀😀😀");
  });

  it("makes one line of many", () => {
    assert.equal(preview("a\nb\r\nc\rd\u2028e", 20), "a b c d e");
  });

  it("keeps control and bidirectional characters as text", () => {
    assert.equal(preview("a\u0000\u202eb", 20), "a\u0000\u202eb");
  });

  it("says that there is more of a text of line breaks", () => {
    assert.equal(preview("\r\n".repeat(50), 5), "    …");
  });

  it("never breaks a pair at the end of what it looks at", () => {
    assert.equal(preview(`a${"😀".repeat(50)}`, 5).isWellFormed(), true);
  });
});

describe("shareBytes", () => {
  it("lets every text be whole where all fit", () => {
    assert.ok(shareBytes([10, 20, 30], 60) >= 30);
  });

  it("gives the long ones an equal share of what the short ones leave", () => {
    assert.equal(shareBytes([10, 100, 200], 110), 50);
  });

  it("gives nothing of nothing", () => {
    assert.equal(shareBytes([10], -5), 0);
  });
});

describe("takeWithin", () => {
  it("takes the first items that fit as a list", () => {
    assert.deepEqual(takeWithin(["aa", "bb", "cc"], 12), ["aa", "bb"]);
  });

  it("never exceeds the bytes", () => {
    fc.assert(
      fc.property(fc.array(hostileText), fc.integer({ min: 2, max: 300 }), (items, budget) => {
        assert.ok(jsonBytes(takeWithin(items, budget)) <= budget);
      }),
    );
  });
});
