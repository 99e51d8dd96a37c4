// Where results go: stdout, whose failures are remembered, because exit code 0 promises that the whole result has arrived (rules R6 and R20).
import { fstatSync, writeSync } from "node:fs";

export interface ResultOutput {
  write(text: string): void;
  /** Resolves when everything is out or lost, with what went wrong; null when all is well. A reader that went away (`touchstone list | head`) is no error of ours. */
  finish(): Promise<Error | null>;
}

export function createResultOutput(): ResultOutput {
  const { stdout } = process;
  let failure: NodeJS.ErrnoException | null = null;
  const fail = (error: Error | null | undefined): void => {
    if (error != null) failure ??= error;
  };
  stdout.on("error", fail);
  const write = isFile(stdout.fd) ? writeAllSync : (_: number, text: string): void => void stdout.write(text);
  return {
    write(text) {
      if (failure !== null) return;
      try {
        write(stdout.fd, text);
      } catch (error) {
        fail(error as Error);
      }
    },
    async finish() {
      await new Promise<void>((resolve) => {
        stdout.write("", (error) => {
          fail(error);
          resolve();
        });
      });
      return failure?.code === "EPIPE" ? null : failure;
    },
  };
}

/** True for a file or a device that is no terminal: Node's own stream does not notice when such a one takes fewer bytes than it was given. */
function isFile(descriptor: number): boolean {
  const stat = fstatSync(descriptor);
  return stat.isFile() || (stat.isCharacterDevice() && !process.stdout.isTTY);
}

function writeAllSync(descriptor: number, text: string): void {
  const bytes = new TextEncoder().encode(text);
  for (let written = 0; written < bytes.length;) {
    const count = writeSync(descriptor, bytes, written);
    if (count === 0) throw new Error("no space is left");
    written += count;
  }
}
