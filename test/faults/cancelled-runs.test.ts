// F22: a run that is interrupted, early or late, ends as cancelled, keeps what it has and can go on.
import assert from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";
import type { RunJson } from "../support/cli-json.ts";
import { exportedRecord } from "../support/exported-record.ts";
import { count } from "../support/faults/counts.ts";
import { optionsFor, resume, run } from "../support/faults/fault-runs.ts";
import { faultTest } from "../support/faults/fault-test.ts";
import { answerLines, countOpenCalls } from "../support/journal.ts";
import type { Handler } from "../support/provider-server/behaviour.ts";
import { startProviderServer } from "../support/provider-server.ts";
import { runCli, startCli } from "../support/run-cli.ts";
import { addingModel, sumsProject, withJudge } from "../support/sums-project.ts";
import { createProject } from "../support/temporary-project.ts";

const rows = 60;
const calls = 2 * rows;
const concurrency = 6;
const points = count(3, 20);
const answer = withJudge(() => "pass", addingModel());

describe("a run that is interrupted", () => {
  faultTest("F22", "ends as cancelled with all that was answered, and goes on", async (tally) => {
    for (let point = 0; point < points; point++) {
      const nth = 1 + Math.floor((point * (calls - concurrency)) / points);
      await using server = await startProviderServer();
      await using project = await createProject({
        ...sumsProject(rows),
        "sums.criteria.yaml":
          'judge: {model: adder.model.yaml}\ncriteria:\n  - {id: right, check: equals, value: "{{total}}"}\n  - {id: even, question: Is it even?}\n',
      });
      const options = optionsFor(project, server);
      await using cli = startCli([...run, "--concurrency", String(concurrency)], options);
      const { promise: isStopping, resolve: saysSo } = Promise.withResolvers<void>();
      cli.child.stderr?.on("data", (text: Buffer) => text.includes("Stopping") && saysSo());
      let askedBefore = 0;
      /** From the interruption on answers are held back until the run has heard of it: what is asked after them is asked too much. */
      const model: Handler = async (request, ordinal) => {
        if (ordinal === nth) cli.child.kill("SIGINT");
        if (ordinal >= nth) await isStopping;
        await wait(50);
        if (ordinal >= nth) askedBefore ||= server.requests.length;
        return answer(request, ordinal);
      };
      server.respond(model);
      const { exitCode, json } = await cli.result;
      const { status, missing } = json<RunJson>();
      const kept = await answerLines(project);
      tally.tried += 1;
      // Every call that was begun has its line: the server answered within the grace.
      const what = {
        exitCode,
        status,
        isMissing: missing > 0,
        open: await countOpenCalls(project),
        askedAfter: server.requests.length - askedBefore,
        answered: server.counts().answered,
      };
      assert.deepEqual(what, {
        exitCode: 130,
        status: "cancelled",
        isMissing: true,
        open: 0,
        askedAfter: 0,
        answered: server.requests.length,
      });

      const resumed = await runCli([...resume, "--concurrency", String(concurrency)], options);
      const all = await answerLines(project);
      const lost = kept.filter((line) => !all.includes(line)).length;
      const repeated = server.requests.length - calls;
      tally.lost += lost;
      tally.repeated += repeated;
      assert.deepEqual([resumed.exitCode, lost, repeated], [0, 0, 0]);
      await exportedRecord(project, rows);
    }
  });

  faultTest("F22", "leaves a call that is not answered within its grace, and makes it again", async (tally) => {
    await using server = await startProviderServer();
    await using project = await createProject(sumsProject(3));
    const options = optionsFor(project, server);
    await using cli = startCli(run, options);
    server.respond((request, nth) => {
      if (nth === 3) cli.child.kill("SIGINT");
      return nth === 1 ? { kind: "hang", when: "mid-stream" } : addingModel()(request, nth);
    });
    const start = performance.now();
    const { exitCode } = await cli.result;
    const seconds = (performance.now() - start) / 1000;
    await server.idle();
    server.respond(addingModel());
    const resumed = await runCli(resume, options);
    tally.tried += 1;
    tally.repeated += server.requests.length - 3;
    assert.deepEqual([exitCode, seconds < 15, resumed.exitCode, server.requests.length], [130, true, 0, 4]);
  });
});
