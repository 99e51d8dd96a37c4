// The lint rules: typed TypeScript rules everywhere, the layer table in the source, and no host or clock in the core.
import { defineConfig, globalIgnores } from "eslint/config";
import tseslint from "typescript-eslint";
import { disableReasonRule } from "./scripts/lint/disable-reason-rule.mjs";
import { layersRule } from "./scripts/lint/layers-rule.mjs";

const source = ["src/**/*.ts", "webview-ui/**/*.ts"];

const notTypeScript = ["src/**/*.{js,cjs,mjs,jsx,cts,mts,tsx}", "src/**/*.d.ts"];

const smallZod = [
  {
    selector: "ImportDeclaration[source.value=/^zod/] > :matches(ImportSpecifier, ImportDefaultSpecifier)",
    message: 'Write `import * as z from "zod"`: the named import drags every locale into the bundle.',
  },
];

const oneNamePerThing = [
  {
    selector: "ExportDefaultDeclaration, ExportSpecifier[exported.name='default']",
    message: "Export by name, so that a thing has one name in every file.",
  },
  {
    selector: "ExportAllDeclaration, ExportNamedDeclaration[source]",
    message: "No barrels: let the reader import from the file that defines the thing.",
  },
];

const noOtherLoader = ["require", "module"].map((name) => ({
  name,
  message: "Import what is needed, so that the layer table can be checked.",
}));

const noHost = [
  { name: "process", message: "The core knows no host: ask for it through a port." },
  { name: "Buffer", message: "The core knows no host: use Uint8Array, TextEncoder and TextDecoder." },
  { name: "console", message: "The core prints nothing: return a value, or yield an event." },
  { name: "performance", message: "Ask the Clock port for `monotonic()`." },
  { name: "crypto", message: "Hash with core/base/hash.ts, and draw from the Random port or the seed." },
  { name: "global", message: "The global object hides which global is meant: name it." },
  { name: "globalThis", message: "The global object hides which global is meant: name it." },
  { name: "eval", message: "The core runs no text as code." },
  { name: "Function", message: "The core runs no text as code." },
];

const noHiddenClock = [
  {
    selector: "NewExpression[callee.name='Date'][arguments.length=0], CallExpression[callee.name='Date']",
    message: "Ask the Clock port for the time, so that a run can be repeated; `new Date(milliseconds)` is fine.",
  },
];

export default defineConfig(
  globalIgnores(["dist", ".build", ".vscode-test", "coverage", "types", "test/fixtures", "**/.touchstone"]),
  {
    files: ["**/*.ts", "**/*.mjs"],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    plugins: { touchstone: { rules: { layers: layersRule, "disable-reason": disableReasonRule } } },
    rules: {
      "touchstone/disable-reason": "error",
      eqeqeq: ["error", "always", { null: "ignore" }],
      "no-implicit-coercion": "error",
      "no-param-reassign": "error",
      "no-self-compare": "error",
      "no-var": "error",
      "object-shorthand": "error",
      "prefer-const": "error",
      "@typescript-eslint/consistent-type-imports": ["error", { disallowTypeAnnotations: false }],
      "@typescript-eslint/no-deprecated": "error",
      "@typescript-eslint/no-non-null-assertion": "error",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_", ignoreRestSiblings: true }],
      // A signal's reason is passed on as it came.
      "@typescript-eslint/only-throw-error": ["error", { allowThrowingUnknown: true, allowThrowingAny: true }],
      "@typescript-eslint/prefer-readonly": "error",
      "@typescript-eslint/return-await": ["error", "error-handling-correctness-only"],
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      // A port's method is async because the port says so, whether or not this host has to wait.
      "@typescript-eslint/require-await": "off",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true }],
      // Our objects are closures, not classes: their methods have no `this` to lose.
      "@typescript-eslint/unbound-method": "off",
      "no-restricted-syntax": ["error", ...smallZod],
    },
  },
  {
    // Plain JavaScript is checked by `checkJs`; its untyped corners (syntax trees, configurations) are not worth the casts.
    files: ["**/*.mjs"],
    extends: [tseslint.configs.disableTypeChecked],
    rules: { "@typescript-eslint/no-deprecated": "off" },
  },
  {
    files: source,
    rules: {
      "touchstone/layers": "error",
      "no-restricted-syntax": ["error", ...smallZod, ...oneNamePerThing],
      "no-restricted-globals": ["error", { globals: noOtherLoader, checkGlobalObject: true }],
    },
  },
  {
    files: ["src/core/**/*.ts"],
    rules: {
      "no-restricted-syntax": ["error", ...smallZod, ...oneNamePerThing, ...noHiddenClock],
      "no-restricted-globals": ["error", { globals: [...noOtherLoader, ...noHost], checkGlobalObject: true }],
      "no-restricted-properties": [
        "error",
        { object: "Math", property: "random", message: "Ask the Random port, or draw from the seed, so that a run can be repeated." },
        { object: "Date", property: "now", message: "Ask the Clock port for `now()`, so that a run can be repeated." },
      ],
    },
  },
  {
    files: notTypeScript,
    rules: {
      "no-restricted-syntax": ["error", { selector: "Program", message: "Source is TypeScript in .ts files, which the other rules read." }],
    },
  },
  {
    files: ["test/**/*.ts"],
    rules: {
      // Our stand-in for a provider's server still sends what its SDK calls deprecated.
      "@typescript-eslint/no-deprecated": "off",
      // A test that takes too much for granted about a value fails, which is what a test is for.
      "@typescript-eslint/no-non-null-assertion": "off",
      "@typescript-eslint/no-unsafe-argument": "off",
      "@typescript-eslint/no-unsafe-assignment": "off",
      "@typescript-eslint/no-unsafe-member-access": "off",
    },
  },
);
