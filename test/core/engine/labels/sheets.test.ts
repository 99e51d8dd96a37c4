// The sheet for annotators: blind on the way out, matched line by line on the way back, all or nothing.
import assert from "node:assert/strict";
import { filesWith, importRated, labelsFile, makeScene, rated, sheetOf, type Scene } from "./label-scene.ts";

describe("the sheet for annotators", () => {
  let scene: Scene;
  before(async () => void (scene = await makeScene()));

  it("holds every response to a question once, with the inputs and without the arms", async () => {
    const [head, ...lines] = (await sheetOf(scene)).trimEnd().split("\r\n");
    assert.equal(head, "item,input.text,response,criterion,question,label,note");
    const bare = lines.map((line) => line.replace(/^[^,]*,/, "")).sort();
    const expected = ["first", "second", "third"].flatMap((text) =>
      ['"yes, at length"', '"yes, briefly"'].map((response) => `${text},${response},brief,Is it brief?,,`),
    );
    assert.deepEqual(bare, expected);
    assert.doesNotMatch(lines.join("\n"), /baseline|short/);
  });

  it("stands in an order that its seed draws", async () => {
    const [first, again, other] = [await sheetOf(scene), await sheetOf(scene), await sheetOf(scene, { seed: 2 })];
    assert.deepEqual([first === again, first === other], [true, false]);
  });

  it("takes both arms of a row that is drawn", async () => {
    const lines = (await sheetOf(scene, { rows: { kind: "sample", count: 1 } })).trimEnd().split("\r\n").slice(1);
    assert.deepEqual([lines.length, new Set(lines.map((line) => line.split(",")[1])).size], [2, 1]);
  });

  it("words a check by what it looks for", async () => {
    assert.match(await sheetOf(scene, { criteria: ["yes"] }), /yes,"check contains, value yes"/);
  });

  it("refuses a criterion that the run does not have", async () => {
    await assert.rejects(sheetOf(scene, { criteria: ["bref"] }), { code: "input/invalid", hint: 'Did you mean "brief"?' });
  });

  it("makes no formula of what a response says", async () => {
    const model = "provider: simulated\nmodel: writer\nrules:\n  - {when: '.', replies: [{text: '=HYPERLINK(\"x\")'}]}\n";
    const hostile = await makeScene({ "writer.model.yaml": model });
    const sheet = await sheetOf(hostile);
    assert.match(sheet, /,"'=HYPERLINK\(""x""\)",/);
    const { added, problems } = await importRated(
      hostile,
      rated(sheet, () => "pass,"),
    );
    assert.deepEqual([added, problems], [3, []]);
  });
});

describe("importSheet", () => {
  let scene: Scene;
  let sheet: string;
  before(async () => {
    scene = await makeScene();
    sheet = await sheetOf(scene);
  });

  const words: readonly (readonly [string, "pass" | "fail" | null])[] = [
    ["pass", "pass"],
    ["YES", "pass"],
    ["1", "pass"],
    ["fail", "fail"],
    ["No", "fail"],
    ["0", "fail"],
  ];
  for (const [word, label] of words)
    it(`takes "${word}" for ${label}`, async () => {
      const { labels, added, skipped } = await importRated(
        scene,
        rated(sheet, (line) => (line.includes("first") ? `${word},` : undefined)),
      );
      assert.deepEqual([labels.get(labelsFile)?.map((each) => each.label), added, skipped], [[label, label], 2, 4]);
    });

  it("adds nothing the second time, and says so", async () => {
    const full = rated(sheet, (line) => (line.includes("briefly") ? "pass,short enough" : "fail,"));
    const first = await importRated(scene, full);
    const second = await importRated(scene, full, filesWith(...(first.labels.get(labelsFile) ?? [])));
    assert.deepEqual([first.added, second.labels.size, second.added, second.changed, second.unchanged], [6, 0, 0, 0, 6]);
  });

  it("changes and withdraws what the same rater said, and is later than it whatever the clock says", async () => {
    const known =
      (
        await importRated(
          scene,
          rated(sheet, () => "pass,"),
        )
      ).labels.get(labelsFile) ?? [];
    const next = rated(sheet, (line) => (line.includes("first") ? "fail," : line.includes("second") ? "withdraw," : "pass,"));
    const { labels, changed, unchanged } = await importRated(scene, next, filesWith(...known), 0);
    const said = labels.get(labelsFile) ?? [];
    assert.deepEqual([changed, unchanged, said.map(({ label }) => label).sort()], [4, 2, ["fail", "fail", null, null]]);
    assert.equal(
      said.every(({ t }) => t > (known[0]?.t ?? "")),
      true,
    );
  });

  it("keeps what another rater said", async () => {
    const known =
      (
        await importRated(
          scene,
          rated(sheet, () => "pass,"),
        )
      ).labels.get(labelsFile) ?? [];
    const { added } = await importRated(
      scene,
      rated(sheet, () => "pass,"),
      filesWith(...known.map((label) => ({ ...label, by: "ben" }))),
    );
    assert.equal(added, 6);
  });

  it("reads what a spreadsheet has made of line ends and separators", async () => {
    const semicolons = rated(sheet, () => "pass,")
      .replaceAll(/,(?! )/g, ";")
      .replaceAll("\r\n", "\n");
    assert.deepEqual([(await importRated(scene, semicolons)).added, (await importRated(scene, semicolons)).problems], [6, []]);
  });

  const wrong: readonly (readonly [string, (sheet: string) => string, RegExp])[] = [
    [
      "a label that is none",
      (text) => rated(text, (line) => (line.includes("third") ? "perhaps," : "pass,")),
      /The label "perhaps" is none/,
    ],
    ["an edited item", (text) => rated(text, () => "pass,").replace(/\.[0-9a-f]{4}/, ".0000"), /has no such item/],
    ["an item of nowhere", (text) => rated(text, () => "pass,").replace(/id-\d+\.[0-9a-f]+/, "row 12"), /is none that was exported/],
    ["an item of an unknown run", (text) => rated(text, () => "pass,").replace(/id-\d+\./, "id-99."), /Its run cannot be read/],
    [
      "an edited response",
      (text) => rated(text, () => "pass,").replace("yes, at length", "no, at length"),
      /not the one that was exported/,
    ],
    [
      "an item twice",
      (text) => `${rated(text, () => "pass,")}${rated(text, () => "pass,").split("\r\n")[1] ?? ""}\r\n`,
      /stands in line 2 already/,
    ],
    ["a note without a label", (text) => rated(text, () => ",unclear"), /a note and no label/],
    ["no label column", (text) => text.replace(",label,", ",verdict,"), /has no column "label"/],
    ["nothing", () => "", /empty/],
  ];
  for (const [what, change, expected] of wrong)
    it(`names a line with ${what}`, async () => {
      const { problems } = await importRated(scene, change(sheet));
      assert.match(problems[0]?.message ?? "", expected);
      assert.equal((problems[0]?.line ?? 0) >= 1, true);
    });
});
