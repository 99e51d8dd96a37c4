// The layers of Touchstone from ground to roof, as data: a file imports its own layer and what its row names, nothing else.

/**
 * @typedef {object} Layer
 * @property {string} name
 * @property {string} folder from the repository root
 * @property {readonly string[]} mayImport names of layers, all of them earlier rows
 * @property {readonly string[]} packages what every file of the layer may import: a package, one path of a package, or `node:*`
 * @property {Readonly<Record<string, readonly string[]>>} homes file of the layer → what only this file may import
 */

/** @type {Layer[]} */
const core = [
  row("core/base", [], ["fastest-levenshtein"], { "hash.ts": ["node:crypto"] }),
  row("protocol", [], ["zod/mini"]),
  row("core/domain", ["core/base"], ["zod", "yaml"]),
  row("core/stats", ["core/base"], []),
  row("core/template", ["core/base", "core/domain"], ["@handlebars/parser", "yaml", "zod"]),
  row("core/collections", ["core/base", "core/domain"], ["csv-parse", "yaml"]),
  row("core/providers", ["core/base", "core/domain"], ["zod"], {
    "openai.ts": ["openai"],
    "anthropic.ts": ["@anthropic-ai/sdk"],
  }),
  row(
    "core/scorers",
    ["core/base", "core/domain", "core/template", "core/providers"],
    ["zod", "@cfworker/json-schema", "fastest-levenshtein"],
  ),
  row("core/store", ["core/base", "core/domain"], ["yaml"]),
  row(
    "core/documents",
    ["core/base", "core/domain", "core/collections", "core/template", "core/providers", "core/scorers", "core/store"],
    ["zod", "yaml"],
  ),
  row("core/comparison", ["core/base", "core/domain", "core/stats"], []),
  row("core/gates", ["core/base", "core/domain", "core/stats", "core/comparison"], []),
];

const belowEngine = core.map((layer) => layer.name).filter((name) => name.startsWith("core/"));
const wholeCore = [...belowEngine, "core/engine", "core/report"];

/** @type {readonly Layer[]} */
export const layers = [
  ...core,
  row("core/engine", belowEngine, ["zod"]),
  row("core/report", ["core/base", "protocol", "core/domain", "core/stats", "core/template", "core/comparison", "core/gates"], ["diff"]),
  // Its program runs text of a person: an address that is code itself, and names no file.
  row("node", ["core/base"], ["node:*"], { "script-worker.ts": ["data:"] }),
  row("cli", [...wholeCore, "node"], ["node:*", "commander", "ora"]),
  row("action", ["core/base", "core/report", "node"], ["node:*"]),
  row("sdk", [...wholeCore, "node"], [], { "node-ports.ts": ["node:*"] }),
  row("extension", [...wholeCore, "protocol", "node"], ["vscode", "node:*"], { "results/run-documents.ts": ["zod/mini"] }),
  row("webview-ui", ["protocol"], ["lit", "zod/mini", "@tanstack/virtual-core"], {
    "elements/controls.ts": ["@vscode/webview-ui-toolkit"],
  }),
];

/** The layer that a file belongs to, by its path from the repository root with forward slashes. */
export function layerOf(/** @type {string} */ file) {
  return layers.find((layer) => file.startsWith(`${layer.folder}/`)) ?? null;
}

/**
 * @param {string} name
 * @param {readonly string[]} mayImport
 * @param {readonly string[]} packages
 * @param {Readonly<Record<string, readonly string[]>>} homes
 * @returns {Layer}
 */
function row(name, mayImport, packages, homes = {}) {
  return { name, folder: name === "webview-ui" ? name : `src/${name}`, mayImport, packages, homes };
}
