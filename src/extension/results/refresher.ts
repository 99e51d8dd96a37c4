// Work that is asked for more often than it can be done: one at a time, and once more when it was asked for meanwhile.

export interface Refresher {
  ask(): void;
}

export function createRefresher(work: () => Promise<void>, onError: (error: string) => void): Refresher {
  let isWorking = false;
  let isAskedAgain = false;
  const run = async (): Promise<void> => {
    isWorking = true;
    do {
      isAskedAgain = false;
      await work().catch((error: unknown) => onError(error instanceof Error ? (error.stack ?? error.message) : String(error)));
    } while (isAskedAgain as boolean);
    isWorking = false;
  };
  return {
    ask() {
      if (isWorking) isAskedAgain = true;
      else void run();
    },
  };
}
