// Words of a command that people can copy into a POSIX shell.

/** `word` as one word of a command line: in single quotes where a shell would see more in it. */
export function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
