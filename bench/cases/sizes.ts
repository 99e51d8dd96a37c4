// The rows of what is shipped: bundles, the extension's package, and what an installation of the command line brings.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Metafile } from "esbuild";
import { bytesOf } from "../../scripts/bundle-graph.mjs";
import { editorFiles } from "../../scripts/pack-extension.ts";
import type { Conditions } from "../conditions.ts";
import { promptfooPackages } from "../promptfoo.ts";
import { ownRow, type Row } from "../table.ts";

const root = path.resolve(import.meta.dirname, "../..");
const sdkFolders = ["node_modules/openai/", "node_modules/@anthropic-ai/sdk/"];

export async function measureSizes({ withPromptfoo }: Conditions): Promise<Row[]> {
  const metafile = JSON.parse(readFileSync(path.join(root, "dist/meta.json"), "utf8")) as Metafile;
  const isOfSdk = (file: string): boolean =>
    Object.keys(metafile.outputs[file]?.inputs ?? {}).some((input) => sdkFolders.some((folder) => input.startsWith(folder)));
  const extension = bytesOf(
    metafile,
    editorFiles().filter((file) => !isOfSdk(file)),
  );
  const webview = bytesOf(metafile, ["dist/webview/main.js"]);
  const vsix = packedBytes();
  const packages = installedPackages();
  return [
    sizeRow("extension and its threads, without the SDKs", extension, { limit: 500e3, bar: "≤ 500 kB" }),
    sizeRow("webview", webview, { limit: 400e3, bar: "≤ 400 kB" }),
    sizeRow("VSIX", vsix, { limit: 2e6, bar: "≤ 2 MB" }),
    {
      ...ownRow("packages that an installation of the command line brings beside its own", "0", String(packages), packages === 0),
      promptfoo: withPromptfoo ? String(promptfooPackages()) : "",
    },
  ];
}

function sizeRow(what: string, bytes: number, { limit, bar }: { readonly limit: number; readonly bar: string }): Row {
  return ownRow(what, bar, bytes < 1e6 ? `${Math.round(bytes / 1000)} kB` : `${(bytes / 1e6).toFixed(2)} MB`, bytes <= limit);
}

/** Packed in a process of its own, since packing prints all that it packs. */
function packedBytes(): number {
  const folder = mkdtempSync(path.join(tmpdir(), "touchstone-bench-"));
  try {
    const file = path.join(folder, "touchstone.vsix");
    const { status } = spawnSync(process.execPath, [path.join(root, "scripts/package.ts"), file], {
      stdio: ["ignore", "ignore", "inherit"],
    });
    if (status !== 0) throw new Error("The extension could not be packed.");
    return statSync(file).size;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function installedPackages(): number {
  const { dependencies = {} } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as { dependencies?: object };
  return Object.keys(dependencies).length;
}
