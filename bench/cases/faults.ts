// The row of a provider that fails one row in five and answers when it is asked again: how many rows end as they should.
import type { Conditions } from "../conditions.ts";
import { commandFor, type Contender, prepare } from "../contenders.ts";
import { measure } from "../measure.ts";
import { promptfooSuccesses } from "../promptfoo.ts";
import { healingFaults } from "../server.ts";
import { type Row, seconds } from "../table.ts";
import { withServer } from "../with-server.ts";

const rows = 300;

/** Once for each contender, and each has a server of its own: what has healed does not fail again. */
export async function measureFaults({ withPromptfoo }: Conditions): Promise<Row[]> {
  const own = await rightRows("touchstone");
  const other = withPromptfoo ? await rightRows("promptfoo") : null;
  return [
    {
      what: "300 rows: 10% 429, 5% 500, 2% reset, 1% broken JSON, 1% hang (header clock 2 s)",
      bar: "300 right",
      touchstone: `${own.right}, ${seconds(own.wall)}`,
      promptfoo: other === null ? "" : `${other.right}, ${seconds(other.wall)}`,
      floor: "",
      ideal: "",
      ratio: "",
      isMet: own.right === rows,
    },
  ];
}

async function rightRows(name: Extract<Contender, "touchstone" | "promptfoo">): Promise<{ readonly right: number; readonly wall: number }> {
  return withServer({ latencyMs: 50, faults: healingFaults(rows) }, async ({ folder, server }) => {
    const job = { folder, url: server.url, rows, concurrency: 20, hasJudge: false, usesCache: false, headersMs: 2000 };
    prepare(job);
    const { wall, stdout } = await measure(commandFor(name, job));
    return { wall, right: name === "touchstone" ? passedOf(stdout) : promptfooSuccesses(folder) };
  });
}

function passedOf(json: string): number {
  const { variants } = JSON.parse(json) as { variants: readonly { readonly passed: number }[] };
  return variants.reduce((sum, { passed }) => sum + passed, 0);
}
