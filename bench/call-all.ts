// What the floor and the ideal share: their arguments, and as many workers as calls may be in flight, each taking the next row.
import { bodiesOf, type RequestBody } from "./requests.ts";

export interface Calls {
  readonly rows: number;
  readonly concurrency: number;
  readonly hasJudge: boolean;
}

/** The arguments of the program: `url rows concurrency [judge]`. */
export function readCalls(): Calls & { readonly url: string } {
  const [url = "", rows = "0", concurrency = "1", judge] = process.argv.slice(2);
  return { url, rows: Number(rows), concurrency: Number(concurrency), hasJudge: judge === "judge" };
}

/** The calls of one row are made one after the other. */
export async function callAll({ rows, concurrency, hasJudge }: Calls, call: (body: RequestBody) => Promise<void>): Promise<void> {
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < rows) for (const body of bodiesOf(next++, hasJudge)) await call(body);
  };
  await Promise.all(Array.from({ length: concurrency }, work));
}
