// Makes the names in a folder durable.
import { open } from "node:fs/promises";

/** Where folders cannot be opened (Windows) the file system does it itself. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
