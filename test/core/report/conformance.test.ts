// Every exporter of the registry, over runs that mean harm: none throws, each file is read back by the rules of its format, and texts stay out where they must.
import assert from "node:assert/strict";
import { parse as parseCsv } from "csv-parse/sync";
import { commentMarker } from "../../../src/core/report/exporters/comment-marker.ts";
import { exportFormatNames, type ExportFormatName } from "../../../src/core/report/exporters/names.ts";
import { exporters } from "../../../src/core/report/exporters/registry.ts";
import { parseXml } from "../../support/strict-xml.ts";
import { hostileRun, secret, shapes } from "./hostile-run.ts";
import { piecesOf, textOf } from "./report-fixtures.ts";

const parseJson = (text: string): void => void JSON.parse(text);

/** What reads each format back; a format without one does not compile. */
const readers: Readonly<Record<ExportFormatName, (text: string) => void>> = {
  json: parseJson,
  jsonl: (text) =>
    text
      .split("\n")
      .filter((line) => line !== "")
      .forEach(parseJson),
  csv: (text) => void parseCsv(text),
  markdown: checkMarkdown,
  comment: checkMarkdown,
  junit: (text) => void parseXml(text),
  sarif: parseJson,
  "in-toto": parseJson,
  otlp: parseJson,
  html: checkHtml,
};

/** Nothing but the page's own parts: what the run brought stands in blocks of JSON that a browser does not run, each closed by its own end tag. */
function checkHtml(text: string): void {
  const blocks = [...text.matchAll(/<script type="application\/json">(.*?)<\/script>\n/gs)].map(([, json = ""]) => json);
  blocks.forEach(parseJson);
  assert.ok(blocks.length > 1);
  const rest = text.replaceAll(/<script type="application\/json">.*?<\/script>\n/gs, "");
  assert.deepEqual(rest.match(/<(script|style|title|body)\b/g), ["<title", "<style", "<body", "<script"]);
  assert.equal(
    blocks.some((json) => json.includes("<")),
    false,
  );
}

/** No tag but those that exporters write, no link, no mention, and no command at the start of a line. */
function checkMarkdown(text: string): void {
  const [first = "", ...rest] = text.split("\n");
  const body = first.startsWith("<!-- touchstone:") ? rest.join("\n") : text;
  const tags = new Set(body.match(/<[^>]*>?/g));
  const own = new Set(["<details>", "</details>", "<summary>", "</summary>"]);
  assert.deepEqual(
    [...tags].filter((tag) => !own.has(tag)),
    [],
  );
  assert.equal(found(/(?<!\\)\]\(|(?<!\\):\/\/|@|(?<!\\)www\.|^\s*::/m, body), null);
}

/** What a pattern finds, with some of what stands before it. */
function found(pattern: RegExp, text: string): string | null {
  const match = pattern.exec(text);
  return match === null ? null : text.slice(Math.max(0, match.index - 40), match.index + 40);
}

const unsafe =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202e\u2066]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;
/** Formats that are about verdicts and figures hold no text of rows, answers or reasons. */
const withoutTexts = ["markdown", "comment", "sarif", "in-toto", "otlp"] as const;

for (const name of exportFormatNames) {
  describe(`the exporter ${name}`, () => {
    for (const shape of shapes)
      it(`writes a hostile run that is ${shape} as a file of its format`, async () => {
        const text = await textOf(exporters[name], hostileRun(shape));
        assert.equal(text.length > 0 || shape === "empty" || shape === "without rows", true);
        readers[name](text);
        // Cells of a table are as they were, so that they are read back as they were.
        if (name !== "csv") assert.equal(found(unsafe, text), null);
      });

    it("writes the same file for the same run", async () => {
      assert.equal(await textOf(exporters[name], hostileRun("ended")), await textOf(exporters[name], hostileRun("ended")));
    });
  });
}

describe("exporters", () => {
  for (const name of withoutTexts)
    it(`keep texts out of ${name}`, async () => {
      assert.equal((await textOf(exporters[name], hostileRun("ended"))).includes(secret), false);
    });

  for (const name of ["junit", "html"] as const)
    it(`keep confidential texts out of ${name}, which quotes them otherwise`, async () => {
      const open = await textOf(exporters[name], hostileRun("ended"));
      const confidential = await textOf(exporters[name], hostileRun("ended", { isConfidential: true }));
      assert.deepEqual([open.includes(secret), confidential.includes(secret)], [true, false]);
    });

  it("say of every sample whose texts are lost that they are", async () => {
    const problems: string[] = [];
    await textOf(exporters.otlp, hostileRun("without texts", { onProblem: (problem) => problems.push(problem) }));
    assert.deepEqual([problems.length, new Set(problems)], [72, new Set(["The line is lost."])]);
  });

  it("write in pieces that do not grow with the run", async () => {
    for (const name of ["json", "jsonl", "csv", "junit", "sarif", "otlp"] as const) {
      const longest = Math.max(...(await piecesOf(exporters[name], hostileRun("ended"))).map(({ length }) => length));
      assert.ok(longest < 120_000, `${name}: ${longest}`);
    }
  });

  it("end no HTML comment early in the marker of a comment", () => {
    assert.deepEqual(["experiments/tone.experiment.yaml", "a--b/-->.yaml", "<!-- x -", "ü d.yaml"].map(commentMarker), [
      "<!-- touchstone:experiments/tone.experiment.yaml -->",
      "<!-- touchstone:a%2D-b/%2D-%3E.yaml -->",
      "<!-- touchstone:%3C!%2D-%20x%20%2D -->",
      "<!-- touchstone:%C3%BC%20d.yaml -->",
    ]);
  });
});
