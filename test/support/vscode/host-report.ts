/** What the tests inside VS Code tell the ring that has started them, through a file. */

/** Names the session whose tests are to run. */
export const sessionVariable = "TOUCHSTONE_HOST_SESSION";

/** Names the file for the report. */
export const reportVariable = "TOUCHSTONE_HOST_REPORT";

/** Says how many folders the window has. */
export const foldersVariable = "TOUCHSTONE_HOST_FOLDERS";

/** The totals with the failures as mocha prints them; before the end, what is running, for the case that there is no end. */
export type HostReport = { readonly passed: number; readonly failed: number; readonly text: string } | { readonly running: string };
