// The licences of everything that a build put into its bundles, as one text that is shipped beside them.
import { globSync, readFileSync } from "node:fs";
import path from "node:path";

/** Files that are copied into the package and stand in no metafile. */
const copiedPackages = ["node_modules/@vscode/codicons"];

/** @param {import("esbuild").Metafile} metafile @returns {string} */
export function thirdPartyNotices(metafile) {
  const folders = new Set([...copiedPackages, ...Object.keys(metafile.inputs).flatMap((file) => packageFolder(file) ?? [])]);
  const notices = [...folders].map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8"));
    const texts = globSync("{licen[cs]e,LICEN[CS]E,notice,NOTICE}*", { cwd: folder }).sort();
    const text = texts.map((file) => readFileSync(path.join(folder, file), "utf8").trim()).join("\n\n");
    return { name: `${name} ${version}`, text: text === "" ? `Licence: ${license}` : text };
  });
  notices.sort((a, b) => (a.name < b.name ? -1 : 1));
  const head = "Touchstone contains the following packages, unchanged, under their own licences.\n";
  return [head, ...notices.map(({ name, text }) => `${"-".repeat(80)}\n${name}\n\n${text}\n`)].join("\n");
}

/** `node_modules/a/b.js` → `node_modules/a`; null for our own files. @param {string} file */
function packageFolder(file) {
  const start = file.lastIndexOf("node_modules/");
  if (start < 0) return null;
  const [scopeOrName = "", name = ""] = file.slice(start + "node_modules/".length).split("/");
  return path.posix.join(file.slice(0, start), "node_modules", scopeOrName, scopeOrName.startsWith("@") ? name : "");
}
