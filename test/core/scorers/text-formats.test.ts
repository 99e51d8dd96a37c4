// What each format of JSON Schema takes and refuses.
import assert from "node:assert/strict";
import { textFormats } from "../../../src/core/scorers/text-formats.ts";

const cases: readonly (readonly [format: string, taken: readonly string[], refused: readonly string[]])[] = [
  ["date", ["2024-02-29", "0001-01-01"], ["2023-02-29", "2024-04-31", "2024-13-01", "2024-1-1", "2024-01-01Z", "", "2024-01-01\n"]],
  [
    "time",
    ["00:00:00Z", "23:59:60z", "12:00:00.123+02:00", "01:59:60+02:00"],
    ["12:00:00", "24:00:00Z", "12:60:00Z", "12:00:60Z", "12:00:00+24:00", "12:00:00.Z"],
  ],
  [
    "date-time",
    ["2024-02-29T10:00:00Z", "2024-02-29t10:00:00-01:30"],
    ["2024-02-30T10:00:00Z", "2024-02-29 10:00:00Z", "2024-02-29", "2024-02-29T10:00:00"],
  ],
  [
    "email",
    ["a@b", "first.last+tag@mail.example.org"],
    ["a", "@b", "a@", "a..b@c", ".a@b", "a@b@c", "a b@c", "a@b..c", `${"a".repeat(65)}@b`],
  ],
  ["hostname", ["a", "xn--bcher-kva.example", "1.a-b"], ["", ".", "a.", "-a", "a-", "a_b", "a".repeat(64), `${"a.".repeat(130)}a`]],
  ["ipv4", ["0.0.0.0", "255.255.255.255"], ["256.1.1.1", "1.2.3", "1.2.3.4.5", "01.2.3.4", "1.2.3.a", "0x1.2.3.4"]],
  [
    "ipv6",
    ["::", "::1", "2001:db8::ff00:42:8329", "::ffff:1.2.3.4"],
    [":", "1::2::3", "12345::", "1.2.3.4", "::1%lo", "[::1]", "1:2:3:4:5:6:7:8:9"],
  ],
  [
    "uri",
    ["https://example.org/a?b=c#d", "mailto:a@b", "urn:isbn:1"],
    ["/a", "a b:c", "https://", "https://a/%zz", "https://a/<b>", " https://a", "https://a/\n", "//a"],
  ],
  [
    "uuid",
    ["123e4567-e89b-12d3-a456-426614174000", "123E4567-E89B-12D3-A456-426614174000"],
    ["123e4567e89b12d3a456426614174000", "123e4567-e89b-12d3-a456-42661417400", "{123e4567-e89b-12d3-a456-426614174000}"],
  ],
];

describe("textFormats", () => {
  for (const [format, taken, refused] of cases) {
    for (const text of taken) it(`takes ${JSON.stringify(text)} as ${format}`, () => assert.equal(textFormats.get(format)?.(text), true));
    for (const text of refused)
      it(`refuses ${JSON.stringify(text.slice(0, 50))} as ${format}`, () => assert.equal(textFormats.get(format)?.(text), false));
  }
});
