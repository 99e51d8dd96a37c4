// The results panel's build: one script for the browser inside the editor, and beside it the page, its style sheet and the icon font.
import { copyFileSync, mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

const folder = "dist/webview";

/**
 * Options for esbuild's `build` or `context`, run from the repository root.
 * @param {{ production: boolean }} options
 * @returns {import("esbuild").BuildOptions & { metafile: true }}
 */
export function webviewBuild({ production }) {
  return {
    entryPoints: { main: "webview-ui/main.ts" },
    outdir: folder,
    bundle: true,
    format: "esm",
    platform: "browser",
    target: "chrome134",
    // Lit's development build warns in the console and is twice as large; a test should load what is shipped.
    conditions: ["production"],
    define: { "process.env.NODE_ENV": '"production"' },
    minify: production,
    // Inside the editor's frame a map is never fetched: `connect-src 'none'`.
    sourcemap: production ? false : "inline",
    metafile: true,
    legalComments: "none",
    plugins: [{ name: "copy", setup: (run) => run.onEnd(copyFiles) }],
  };
}

function copyFiles() {
  mkdirSync(folder, { recursive: true });
  copyFileSync("media/webview/index.html", path.join(folder, "index.html"));
  copyFileSync("webview-ui/styles/page.css", path.join(folder, "page.css"));
  copyFileSync("webview-ui/styles/file.css", path.join(folder, "file.css"));
  copyFileSync(createRequire(import.meta.url).resolve("@vscode/codicons/dist/codicon.ttf"), path.join(folder, "codicon.ttf"));
}
