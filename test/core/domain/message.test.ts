// The text of a message: its text parts, and nothing of its media.
import assert from "node:assert/strict";
import { messageText } from "../../../src/core/domain/message.ts";

describe("messageText", () => {
  it("joins the text parts", () => {
    assert.equal(
      messageText({
        role: "user",
        content: [{ text: "a" }, { media: { url: "data:," } }, { text: "b" }, { metadata: { purpose: "history", pending: true } }],
      }),
      "ab",
    );
  });
});
