// What package.json contributes to the editor is what the code knows, is complete, and says everything in words that can be translated.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { documentKinds } from "../../src/core/documents/schemas.ts";
import { suffixes } from "../../src/core/documents/kinds.ts";
import { commandIds, contextKeys, languageId, settingIds, viewIds } from "../../src/extension/manifest.ts";
import { nodeContexts } from "../../src/extension/trees/contexts.ts";

interface MenuItem {
  readonly command?: string;
  readonly submenu?: string;
  readonly when?: string;
  readonly group?: string;
}

interface Contributions {
  readonly commands: readonly { readonly command: string; readonly title?: string; readonly category?: string; readonly icon?: string }[];
  readonly menus: Readonly<Record<string, readonly MenuItem[]>>;
  readonly submenus: readonly { readonly id: string; readonly icon?: string }[];
  readonly views: Readonly<Record<string, readonly { readonly id: string }[]>>;
  readonly viewsContainers: { readonly activitybar: readonly { readonly id: string }[] };
  readonly viewsWelcome: readonly { readonly view: string }[];
  readonly keybindings: readonly { readonly command: string }[];
  readonly configuration: { readonly properties: Readonly<Record<string, { readonly scope: string }>> };
  readonly languages: readonly { readonly id: string }[];
  readonly walkthroughs: readonly { readonly steps: readonly { readonly id: string }[] }[];
  readonly yamlValidation: readonly { readonly fileMatch: string; readonly url: string }[];
}

interface Manifest {
  readonly activationEvents: readonly string[];
  readonly capabilities: { readonly untrustedWorkspaces: { readonly restrictedConfigurations: readonly string[] } };
  readonly contributes: Contributions;
}

const root = path.resolve(import.meta.dirname, "../..");
const text = readFileSync(path.join(root, "package.json"), "utf8");
const manifest = JSON.parse(text) as Manifest;
const words = JSON.parse(readFileSync(path.join(root, "package.nls.json"), "utf8")) as Record<string, string>;
const {
  commands,
  menus,
  submenus,
  views,
  viewsContainers,
  viewsWelcome,
  keybindings,
  configuration,
  languages,
  walkthroughs,
  yamlValidation,
} = manifest.contributes;
const items = Object.values(menus).flat();
const known: ReadonlySet<string> = new Set(commandIds);

describe("the commands of package.json", () => {
  it("are those of the code", () => {
    assert.deepEqual(commands.map(({ command }) => command).sort(), [...commandIds].sort());
  });

  it("have a title and the category Touchstone", () => {
    const bare = commands.filter(({ title, category }) => !title || category !== "Touchstone");
    assert.deepEqual(bare, []);
  });

  it("have an icon where a menu shows one", () => {
    const shown = items.filter(({ group }) => /^(navigation|inline)/.test(group ?? ""));
    const iconOf = new Map([
      ...commands.map(({ command, icon }): [string, string | undefined] => [command, icon]),
      ...submenus.map(({ id, icon }): [string, string | undefined] => [id, icon]),
    ]);
    assert.ok(shown.length > 0);
    assert.deepEqual(
      shown.filter(({ command, submenu }) => !iconOf.get(command ?? submenu ?? "")),
      [],
    );
  });

  it("are the only ones of ours that menus, keys, links and walkthrough steps name", () => {
    const named = [
      ...items.flatMap(({ command }) => command ?? []),
      ...keybindings.map(({ command }) => command),
      ...Object.values(words).flatMap((value) => [...value.matchAll(/\(command:(touchstone\.\w+)\)/g)].map(([, id = ""]) => id)),
      ...[...text.matchAll(/"onCommand:([\w.]+)"/g)].map(([, id = ""]) => id),
    ];
    assert.ok(named.length > 0);
    assert.deepEqual(
      named.filter((id) => !known.has(id)),
      [],
    );
  });
});

describe("the menus of package.json", () => {
  it("name submenus that exist, and hold something for each of them", () => {
    const ids = submenus.map(({ id }) => id);
    assert.deepEqual([...new Set(items.flatMap(({ submenu }) => submenu ?? []))], ids);
    assert.deepEqual(
      ids.filter((id) => (menus[id] ?? []).length === 0),
      [],
    );
  });

  it("ask only for tree items that the trees have", () => {
    const conditions = items.flatMap(({ when }) => [...(when ?? "").matchAll(/viewItem (?:== (\S+)|=~ \/(.*?)\/(?: |$))/g)]);
    const patterns = conditions.flatMap(([, exact, pattern = ""]) =>
      exact === undefined ? pattern.replace(/^\^\(|\)\$$/g, "").split("|") : [exact.replaceAll(".", "\\.")],
    );
    assert.ok(patterns.length > 0);
    assert.deepEqual(
      patterns.filter((pattern) => !nodeContexts.some((context) => new RegExp(`^${pattern}$`).test(context))),
      [],
    );
  });
});

describe("the views, settings and languages of package.json", () => {
  it("are those of the code", () => {
    assert.deepEqual(
      {
        containers: viewsContainers.activitybar.map(({ id }) => id),
        views: views[viewIds.container]?.map(({ id }) => id),
        settings: Object.keys(configuration.properties),
        languages: languages.map(({ id }) => id),
      },
      {
        containers: [viewIds.container],
        views: [viewIds.workspace, viewIds.runs],
        settings: settingIds.map((id) => `touchstone.${id}`),
        languages: [languageId],
      },
    );
  });

  it("ask only for views and context keys that the code has, and for each of these keys", () => {
    const conditions = [...text.matchAll(/"when": "((?:[^"\\]|\\.)*)"/g)].map(([, when = ""]) => when);
    const named = [...new Set(conditions.flatMap((when) => when.match(/\btouchstone\.\w+/g) ?? []))].sort();
    assert.deepEqual(named, [viewIds.workspace, viewIds.runs, ...Object.values(contextKeys)].sort());
  });

  it("welcome a person only in views that exist", () => {
    assert.deepEqual([...new Set(viewsWelcome.map(({ view }) => view))].sort(), [viewIds.runs, viewIds.workspace]);
  });

  it("leave no setting to a workspace", () => {
    const properties = Object.entries(configuration.properties);
    assert.deepEqual(
      properties.map(([id, { scope }]) => [id, scope]),
      manifest.capabilities.untrustedWorkspaces.restrictedConfigurations.map((id) => [id, "application"]),
    );
  });

  it("start the extension with our own files and the panel only", () => {
    assert.deepEqual(manifest.activationEvents, [
      `onLanguage:${languageId}`,
      `onWebviewPanel:${viewIds.results}`,
      `workspaceContains:${suffixes.project}`,
      `workspaceContains:**/*${suffixes.experiment}`,
      `workspaceContains:**/*${suffixes.template}`,
    ]);
  });
});

describe("the files that package.json names", () => {
  it("exist", () => {
    const named = [...text.matchAll(/"((?:\.\/)?(?:media|schemas|dist)\/[^"*]+)"/g)].map(([, file = ""]) => file);
    assert.ok(named.length > 0);
    assert.deepEqual(
      named.filter((file) => !existsSync(path.join(root, file))),
      [],
    );
  });

  it("hold one walkthrough of a few steps", () => {
    assert.deepEqual(
      walkthroughs.map(({ steps }) => steps.map(({ id }) => id)),
      [["sample", "tree", "run", "edit", "key"]],
    );
  });

  it("give every kind of YAML file the schema that is generated from the code", () => {
    const kinds = Object.entries(documentKinds).filter(([, { suffix }]) => suffix.endsWith(".yaml"));
    assert.deepEqual(
      yamlValidation,
      kinds
        .map(([kind, { suffix }]) => ({ fileMatch: suffix.startsWith(".") ? `*${suffix}` : suffix, url: `./schemas/${kind}.schema.json` }))
        .sort((a, b) => yamlOrder(a.url) - yamlOrder(b.url)),
    );
  });
});

describe("package.nls.json", () => {
  it("holds every word that package.json asks for, and no other", () => {
    const asked = [...text.matchAll(/"%([\w.]+)%"/g)].map(([, key = ""]) => key);
    assert.deepEqual([...new Set(asked)].sort(), Object.keys(words).sort());
  });

  it("holds no empty word", () => {
    assert.deepEqual(
      Object.entries(words).filter(([, value]) => value.trim() === ""),
      [],
    );
  });
});

/** The order in which package.json lists the kinds. */
function yamlOrder(url: string): number {
  return yamlValidation.findIndex((entry) => entry.url === url);
}
