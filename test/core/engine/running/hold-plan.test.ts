// One run of a plan at a time: a second one is refused before anything is written, unless it is wanted or costs nothing (fault F8).
import assert from "node:assert/strict";
import { TouchstoneError } from "../../../../src/core/base/errors.ts";
import { holdPlan } from "../../../../src/core/engine/running/hold-plan.ts";
import { startRun } from "../../../../src/core/engine/running/start-run.ts";
import { defaultOptions } from "../../../../src/core/engine/planning/options.ts";
import { planRun, type Plan } from "../../../../src/core/engine/planning/plan.ts";
import { createMemoryStorage } from "../../../support/memory-storage.ts";
import { noEndpoints, rejectionOf } from "../engine-fixtures.ts";
import { hostOf, loadSetup } from "../run-fixtures.ts";

const conflict = new TouchstoneError("run/conflict", "taken", { run: "id-00" });
const taken = hostOf(createMemoryStorage(), { lockPlan: () => Promise.reject(conflict) });

async function planOf(changes: Partial<Plan> = {}): Promise<Plan> {
  return { ...planRun(await loadSetup(), defaultOptions, noEndpoints), isSimulated: false, ...changes };
}

describe("holdPlan", () => {
  it("refuses a plan that is being run", async () => {
    assert.equal(await rejectionOf(holdPlan(taken, { plan: await planOf(), runId: "r", isWantedTwice: false })), conflict);
  });

  it("lets a second run be that is wanted, and one that calls nobody", async () => {
    await holdPlan(taken, { plan: await planOf(), runId: "r", isWantedTwice: true });
    await holdPlan(taken, { plan: await planOf({ isSimulated: true }), runId: "r", isWantedTwice: false });
  });

  it("fails where the lock cannot be written, wanted or not", async () => {
    const unwritable = new TouchstoneError("store/unwritable", "read-only");
    const host = hostOf(createMemoryStorage(), { lockPlan: () => Promise.reject(unwritable) });
    assert.equal(await rejectionOf(holdPlan(host, { plan: await planOf(), runId: "r", isWantedTwice: true })), unwritable);
  });

  it("comes before anything is written, and is let go when the run has ended", async () => {
    const storage = createMemoryStorage();
    const refused = hostOf(storage, { lockPlan: () => Promise.reject(conflict) });
    const watch = { signal: new AbortController().signal };
    assert.equal(await rejectionOf(startRun(await planOf(), refused, watch)), conflict);
    assert.deepEqual(storage.operations, []);
    const acts: string[] = [];
    const host = hostOf(storage, {
      lockPlan: (_, runId) => {
        acts.push(`hold ${runId} ${storage.operations.length}`);
        return Promise.resolve(() => Promise.resolve(void acts.push("let go")));
      },
    });
    await startRun(await planOf(), host, watch);
    assert.deepEqual(acts, ["hold id-01 0", "let go"]);
  });
});
