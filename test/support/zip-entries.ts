/** The names of the files in a zip archive, which is what a `.vsix` is, read from its central directory. */

const endOfDirectory = 0x06054b50;
const directoryEntry = 0x02014b50;
const endBytes = 22;
const entryBytes = 46;

export function zipEntries(archive: Buffer): string[] {
  let end = archive.length - endBytes;
  while (end >= 0 && archive.readUInt32LE(end) !== endOfDirectory) end -= 1;
  if (end < 0) throw new Error("This is no zip archive.");
  const names: string[] = [];
  let place = archive.readUInt32LE(end + 16);
  for (let left = archive.readUInt16LE(end + 10); left > 0; left -= 1) {
    if (archive.readUInt32LE(place) !== directoryEntry) throw new Error("The directory of this archive is broken.");
    const [name, extra, comment] = [28, 30, 32].map((offset) => archive.readUInt16LE(place + offset));
    names.push(archive.toString("utf8", place + entryBytes, place + entryBytes + (name ?? 0)));
    place += entryBytes + (name ?? 0) + (extra ?? 0) + (comment ?? 0);
  }
  return names;
}
