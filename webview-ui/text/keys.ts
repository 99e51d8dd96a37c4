// Keys as the person's system writes them.

/** `Ctrl+F`, or `⌘F` on a Mac. */
export function keyName(key: string): string {
  return navigator.userAgent.includes("Mac") ? `⌘${key}` : `Ctrl+${key}`;
}
