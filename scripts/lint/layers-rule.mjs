// The lint rule behind the layer table: every import in src and webview-ui, of whatever form, must be one its row allows.
import { isBuiltin } from "node:module";
import path from "node:path";
import { layerOf, layers } from "./layers.mjs";

const root = path.resolve(import.meta.dirname, "../..");
const table = "scripts/lint/layers.mjs";

/** @type {import("eslint").Rule.RuleModule} */
export const layersRule = {
  meta: {
    type: "problem",
    schema: [],
    messages: {
      noLayer: `{{file}} is in no layer: move it into a folder of ${table}, or give its folder a row there.`,
      upward: "{{layer}} may not import {{target}}: move what both need into a layer below, or hand it in as an argument or a port.",
      outside: "{{file}} is in no layer: source imports only source, so move what is needed into a layer.",
      builtin: "{{layer}} may not import {{specifier}}: ask for it through a port of core/base and implement the port in src/node.",
      vscode: "Only src/extension may import vscode: ask for what is needed through a port and implement it there.",
      path: "Write {{specifier}} as a relative path with forward slashes, so that the layer table can be checked.",
      home: "{{specifier}} has one home, {{home}}: import what that file exports instead.",
      package: `{{specifier}} is not a package of {{layer}}: do without it, or add it to the row in ${table} and say why.`,
      computed: "Write what is imported as a literal text, so that the layer table can be checked.",
    },
  },
  create(context) {
    const file = fromRoot(context.filename);
    const layer = layerOf(file);

    /** @param {import("eslint").Rule.Node} node @param {any} source what is imported, as a node; nothing for a plain export */
    function check(node, source) {
      if (!source || !layer) return;
      const specifier = literalText(source);
      const problem = specifier === null ? { messageId: "computed" } : problemOf(file, layer, specifier);
      if (problem) context.report({ node, ...problem });
    }

    return {
      Program(node) {
        if (!layer) context.report({ node, messageId: "noLayer", data: { file } });
      },
      ImportDeclaration: (node) => check(node, node.source),
      ExportNamedDeclaration: (node) => check(node, node.source),
      ExportAllDeclaration: (node) => check(node, node.source),
      ImportExpression: (node) => check(node, node.source),
      TSImportType: (/** @type {any} */ node) => check(node, node.source),
      TSExternalModuleReference: (/** @type {any} */ node) => check(node, node.expression),
      "CallExpression[callee.name='require']": (/** @type {any} */ node) => check(node, node.arguments[0]),
    };
  },
};

/** @param {string} file @param {import("./layers.mjs").Layer} layer @param {string} specifier */
function problemOf(file, layer, specifier) {
  // A module's address is a URL: `\` is another `/`, and `%2e` another dot.
  if (/^\/|^file:|[\\%]/i.test(specifier)) return { messageId: "path", data: { specifier } };
  if (specifier.startsWith(".")) {
    const target = path.posix.normalize(path.posix.join(path.posix.dirname(file), specifier));
    const other = layerOf(target);
    if (!other) return { messageId: "outside", data: { file: target } };
    if (other === layer || layer.mayImport.includes(other.name)) return null;
    return { messageId: "upward", data: { layer: layer.name, target: other.name } };
  }
  const module = path.posix.normalize(specifier); // `zod/../openai` is openai
  const own = layer.homes[file.slice(layer.folder.length + 1)] ?? [];
  if ([...layer.packages, ...own].some((allowed) => covers(allowed, module))) return null;
  if (module === "vscode") return { messageId: "vscode" };
  const home = homeOf(module);
  if (home && !isBuiltin(module)) return { messageId: "home", data: { specifier, home } };
  return { messageId: isBuiltin(module) ? "builtin" : "package", data: { specifier, layer: layer.name } };
}

/** Whether an entry of the table covers a specifier: the same, a path below it, or any Node module for `node:*`. */
function covers(/** @type {string} */ allowed, /** @type {string} */ specifier) {
  if (allowed === "node:*") return specifier.startsWith("node:");
  return specifier === allowed || specifier.startsWith(`${allowed}/`);
}

/** The one file that may import a package, or null when no file has that privilege. */
function homeOf(/** @type {string} */ specifier) {
  for (const layer of layers) {
    for (const [file, packages] of Object.entries(layer.homes)) {
      if (packages.some((allowed) => covers(allowed, specifier))) return `${layer.folder}/${file}`;
    }
  }
  return null;
}

/** The text of a literal or of a template without holes, `data:` for an address that holds code itself; null for anything else that is computed. */
function literalText(/** @type {any} */ node) {
  if (node.type === "Literal" && typeof node.value === "string") return node.value;
  if (node.type === "TSLiteralType") return literalText(node.literal);
  if (node.type === "TemplateLiteral" && node.expressions.length === 0) return node.quasis[0].value.cooked;
  if (node.type === "TemplateLiteral" && node.quasis[0].value.cooked.startsWith("data:")) return "data:";
  return null;
}

function fromRoot(/** @type {string} */ filename) {
  return path.relative(root, filename).split(path.sep).join("/");
}
