// Stops an npm script that runs on a Node too old to read TypeScript; plain JavaScript, so that any Node can say so.

const wanted = 24;
const found = process.versions.node;

if (Number(found.split(".")[0]) < wanted) {
  console.error(`
Touchstone's scripts need Node ${wanted} or newer, but this is Node ${found}.

Node ${wanted} is a development dependency that an install script puts into node_modules/.bin, where npm scripts find it
first. It is not there, so install scripts were skipped (--ignore-scripts, or ignore-scripts=true in an .npmrc), or
"npm ci" has not run here, or the script was started without npm.

What to do: run "npm ci --ignore-scripts=false", then the npm script again. Or put Node ${wanted} on your PATH.
`);
  process.exit(1);
}
