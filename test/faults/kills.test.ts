// F1: a run that is killed at random times and resumed until it is done loses nothing and repeats only what was in flight.
import assert from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";
import { exportedRecord } from "../support/exported-record.ts";
import { count } from "../support/faults/counts.ts";
import { between, drawsOf } from "../support/faults/draws.ts";
import { optionsFor, resume, run } from "../support/faults/fault-runs.ts";
import { faultTest } from "../support/faults/fault-test.ts";
import { answerLines, countOpenCalls } from "../support/journal.ts";
import type { Handler } from "../support/provider-server/behaviour.ts";
import { startProviderServer } from "../support/provider-server.ts";
import { runCli, startCli } from "../support/run-cli.ts";
import { addingModel, sumsProject, withJudge } from "../support/sums-project.ts";
import { createProject, type ProjectFiles } from "../support/temporary-project.ts";

const concurrency = 8;
const rows = count(120, 300);
const killsOfOneRun = 10;
const kills = count(6, 100);

const files: ProjectFiles = {
  ...sumsProject(rows),
  "sums.criteria.yaml": `judge: {model: adder.model.yaml}
criteria:
  - {id: right, check: equals, value: "{{total}}"}
  - {id: even, question: Is it even?, severity: soft}
`,
};

const answer = withJudge(
  (_, response) => (Number(response) % 2 === 0 ? "pass" : "fail"),
  addingModel((n) => n % 5 === 0),
);

/** Answers take a while, and another one each time, so that a kill finds calls in flight. */
const model: Handler = async (request, nth) => {
  await wait(20 + ((nth * 7) % 31));
  return answer(request, nth);
};

describe("a run that is killed", () => {
  faultTest("F1", "loses nothing, repeats what was in flight, and ends with the record of an unkilled run", async (tally) => {
    await using server = await startProviderServer({ handler: model });
    const limits = ["--concurrency", String(concurrency)];
    await using unkilledProject = await createProject(files);
    const { exitCode } = await runCli([...run, ...limits], optionsFor(unkilledProject, server));
    assert.equal(exitCode, 0);
    const unkilled = await exportedRecord(unkilledProject, rows);
    const callsNeeded = server.requests.length;
    const draw = drawsOf(1);

    for (let left = kills; left > 0; left -= killsOfOneRun) {
      await using project = await createProject(files);
      const options = optionsFor(project, server);
      const earlier = server.requests.length;
      let answered: string[] = [];
      let mayRepeat = 0;
      for (let kill = 0; kill < Math.min(left, killsOfOneRun); kill++) {
        const hasStarted = (await project.list(".touchstone/runs")).some((file) => file.endsWith("manifest.json"));
        const asked = server.requests.length;
        await using cli = startCli([...(hasStarted ? resume : run), ...limits], options);
        const delay = between(draw, 40, 220);
        const first = between(draw, 0, 3);
        // The time counts from one of the first requests: a start of Node takes longer on some machines than on others.
        while (server.requests.length < asked + first && cli.child.exitCode === null) await wait(1);
        await wait(delay);
        cli.child.kill("SIGKILL");
        await cli.result;
        await server.idle();
        tally.tried += 1;
        const now = await answerLines(project);
        const lost = answered.filter((line) => !now.includes(line)).length;
        const open = await countOpenCalls(project);
        tally.lost += lost;
        assert.deepEqual([lost, open <= concurrency], [0, true]);
        answered = now;
        mayRepeat += open;
      }
      const { exitCode: last } = await runCli([...resume, ...limits], options);
      const all = await answerLines(project);
      const repeated = server.requests.length - earlier - callsNeeded;
      tally.repeated += repeated;
      assert.deepEqual([last, all.length, answered.filter((line) => !all.includes(line))], [0, rows, []]);
      assert.ok(repeated <= mayRepeat, `${repeated} calls were repeated, but only ${mayRepeat} were in flight at the kills`);
      assert.deepEqual(await exportedRecord(project, rows), unkilled);
    }
  });
});
