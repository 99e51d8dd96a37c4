// Makes `calls` calls with at most `concurrency` of them in flight.

export async function callAll(calls: number, concurrency: number, call: (index: number) => Promise<void>): Promise<void> {
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < calls) await call(next++);
  };
  await Promise.all(Array.from({ length: concurrency }, work));
}
