// The editor's API as the extension sees it: to modules, 1.103 gives another copy of it than to the tests, which are CommonJS.
export { window } from "vscode";
