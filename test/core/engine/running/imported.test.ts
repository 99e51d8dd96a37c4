// Runs of imported responses: nobody is asked for a response, the judge is asked about each, and everything after is as in any run.
import assert from "node:assert/strict";
import { summarizeRun } from "../../../../src/core/comparison/summarize-run.ts";
import { judgeAnswer } from "../../../support/provider-server/judge-answer.ts";
import { lastUserText } from "../../../support/provider-server/recorded-request.ts";
import { callsOf, openDesk, project as generating } from "../cache-desk.ts";

const rows = "id,question,answer,other\na,Why?,Because.,No idea\nb,How?,Like this.,Like that.\nc,When?,,Soon.\n";

const project = {
  "touchstone.yaml": "format: 1\n",
  "rows.csv": rows,
  "judge.model.yaml": generating["judge.model.yaml"],
  "test.criteria.yaml":
    "judge: {model: judge.model.yaml}\ncriteria:\n  - {id: ends, check: ends-with, value: .}\n  - {id: kind, question: Is it kind?}\n",
  "test.experiment.yaml":
    "kind: imported\ncollection: rows.csv\ncriteria: test.criteria.yaml\nresponse: other\nvariants:\n  - {name: better, response: answer}\n",
};
const checksOnly = { ...project, "test.criteria.yaml": "criteria:\n  - {id: ends, check: ends-with, value: .}\n" };

describe("a run of imported responses", () => {
  it("plans no call but those of the judge, each bound by the response that is there", async () => {
    await using desk = await openDesk();
    const { calls, destinations, isSimulated, samples } = await desk.plan(project);
    assert.deepEqual(
      [calls, destinations.map((destination) => [destination.model, destination.calls]), isSimulated, samples.length],
      [{ generation: 0, rating: 6, cached: 0 }, [["judge", 6]], false, 6],
    );
  });

  it("needs no key, no price and no cap where only checks rate", async () => {
    await using desk = await openDesk();
    desk.setKey(null);
    const run = await desk.run(checksOnly, { maxCostUsd: 1 });
    assert.deepEqual([run.record.state, run.sent, callsOf(run)], ["done", 0, { generation: 0, rating: 0, cached: 0 }]);
  });

  it("keeps each response as it stands in its column, marked, with no usage, no cost and no latency", async () => {
    await using desk = await openDesk();
    const responses = await desk.responses(await desk.run(checksOnly));
    const found = responses.map(({ row, variant, status, output }) => [row, variant, status, output?.text ?? null].join(" "));
    assert.deepEqual(found.sort(), [
      "a baseline ok No idea",
      "a better ok Because.",
      "b baseline ok Like that.",
      "b better ok Like this.",
      "c baseline ok Soon.",
      "c better error ",
    ]);
    const marked = responses.filter(({ time, usage, cost, provider }) => {
      return (
        time.isImported === true &&
        usage?.input === 0 &&
        usage.output === 0 &&
        cost.usd === 0 &&
        cost.source === "free" &&
        provider.model === null
      );
    });
    assert.equal(marked.length, 6);
  });

  it("counts an empty cell as an error of its row, with the column and what is wrong", async () => {
    await using desk = await openDesk();
    const { manifest, record } = await desk.run(checksOnly);
    const { variants, errorReasons, warnings } = summarizeRun(manifest, record);
    assert.deepEqual(
      variants.map(({ name, passed, failed, errors, latencyMs, costUsd }) => [name, passed, failed, errors, latencyMs.p50, costUsd]),
      [
        ["baseline", 2, 1, 0, null, 0],
        ["better", 2, 0, 1, null, 0],
      ],
    );
    assert.deepEqual(
      warnings.filter((warning) => /tokens|cost/.test(warning)),
      [],
    );
    assert.match(JSON.stringify(errorReasons), /The column \\"answer\\" has no text in row c/);
  });

  it("shows the judge the response as such, and no arm's column in the row", async () => {
    const seen: string[] = [];
    await using desk = await openDesk((request) => {
      seen.push(lastUserText(request));
      return { kind: "answer", text: judgeAnswer(request, () => "pass") ?? assert.fail("only the judge is asked") };
    });
    await desk.run(project);
    const asked = seen.map((text) => JSON.parse(text) as { row: object; response: string });
    assert.deepEqual(asked.map(({ response }) => response).sort(), ["Because.", "Like that.", "Like this.", "No idea", "Soon."]);
    assert.deepEqual([...new Set(asked.flatMap(({ row }) => Object.keys(row)))].sort(), ["question"]);
  });

  it("is resumed where it stopped, to the record of a run that nobody stopped", async () => {
    await using desk = await openDesk();
    const cut = await desk.run(project, { maxCalls: 2 });
    const resumed = await desk.resume(cut.manifest.runId);
    await using other = await openDesk();
    const whole = await other.run(project);
    const figures = ({ manifest, record }: typeof whole) =>
      summarizeRun(manifest, record).variants.map(({ name, passed, errors }) => [name, passed, errors]);
    assert.deepEqual([cut.record.state, resumed.record.state, figures(resumed)], ["paused", "done", figures(whole)]);
  });

  it("is rated again by other criteria without asking for a response", async () => {
    await using desk = await openDesk();
    const run = await desk.run(checksOnly);
    const rerated = await desk.rerate(run.manifest.runId, {
      ...checksOnly,
      "test.criteria.yaml": "criteria:\n  - {id: so, check: contains, value: S}\n",
    });
    const [baseline] = summarizeRun(rerated.manifest, rerated.record).variants;
    assert.deepEqual([rerated.sent, baseline?.passed, baseline?.failed], [0, 1, 2]);
  });

  it("retried, says again of an empty cell what is wrong with it", async () => {
    await using desk = await openDesk();
    const run = await desk.run(checksOnly);
    const retried = await desk.retry(run.manifest.runId);
    assert.deepEqual(
      [retried.record.state, summarizeRun(retried.manifest, retried.record).variants.map(({ errors }) => errors)],
      ["done", [0, 1]],
    );
  });
});
