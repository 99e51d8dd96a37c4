// API keys: kept by the editor's SecretStorage under their endpoint and its origin, so that a key is only ever sent where it was given for.
import * as vscode from "vscode";
import { builtInEndpoints, endpointDefinition, originOf, parseBaseUrl } from "../core/providers/endpoints.ts";
import type { Destination, Keys } from "./background/contract.ts";
import { readSettings } from "./settings.ts";

export interface ApiKeys {
  /** The keys that the destinations have, by endpoint. */
  forDestinations(destinations: readonly Destination[]): Promise<Keys>;
  /** Asks for a key and keeps it; false when the person thought better of it. Without a place it asks which endpoint is meant. */
  ask(place?: KeyPlace): Promise<boolean>;
}

export interface KeyPlace {
  readonly endpoint: string;
  readonly origin: string;
}

export function createApiKeys(secrets: vscode.SecretStorage): ApiKeys {
  const ask = async ({ endpoint, origin }: KeyPlace): Promise<boolean> => {
    const key = await vscode.window.showInputBox({
      title: vscode.l10n.t("API key for {0}", endpoint),
      prompt: vscode.l10n.t("Kept in the editor's secret storage and sent to {0} only.", origin),
      password: true,
      ignoreFocusOut: true,
      validateInput: (value) => (/^[\x21-\x7e]+$/.test(value.trim()) ? null : vscode.l10n.t("A key is one word without spaces.")),
    });
    if (key === undefined) return false;
    await secrets.store(secretName({ endpoint, origin }), key.trim());
    return true;
  };
  return {
    async forDestinations(destinations) {
      const keys: Record<string, string> = {};
      for (const { endpoint, origin } of destinations) {
        const key = endpoint === null || origin === null ? undefined : await secrets.get(secretName({ endpoint, origin }));
        if (endpoint !== null && key !== undefined) keys[endpoint] = key;
      }
      return keys;
    },
    async ask(place) {
      if (place !== undefined) return ask(place);
      const chosen = await choosePlace(secrets);
      if (chosen === null) return false;
      const remove = vscode.l10n.t("Remove Key");
      if (chosen.hasKey) {
        const replace = vscode.l10n.t("Replace Key…");
        const choice = await vscode.window.showQuickPick([replace, remove], { title: vscode.l10n.t("{0} has a key", chosen.endpoint) });
        if (choice === undefined) return false;
        if (choice === remove) {
          await secrets.delete(secretName(chosen));
          return true;
        }
      }
      return ask(chosen);
    },
  };
}

function secretName({ endpoint, origin }: KeyPlace): string {
  return `touchstone.key ${endpoint} ${origin}`;
}

async function choosePlace(secrets: vscode.SecretStorage): Promise<(KeyPlace & { readonly hasKey: boolean }) | null> {
  const places = await Promise.all(
    knownPlaces().map(async (place) => ({ ...place, hasKey: (await secrets.get(secretName(place))) !== undefined })),
  );
  const items = places.map((place) => ({
    label: place.endpoint,
    description: place.origin,
    ...(place.hasKey ? { iconPath: new vscode.ThemeIcon("key"), detail: vscode.l10n.t("A key is set") } : {}),
    place,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t("Set API Key"),
    placeHolder: vscode.l10n.t("Whose key?"),
  });
  return picked?.place ?? null;
}

/** The built-in endpoints that have an address, and those of the user's settings; an address that is none is left out. */
function knownPlaces(): KeyPlace[] {
  const { endpoints } = readSettings();
  return [...new Set([...builtInEndpoints, ...Object.keys(endpoints)])].flatMap((endpoint) => {
    try {
      const url = endpoints[endpoint] ?? endpointDefinition(endpoint).baseUrl;
      return url === null ? [] : [{ endpoint, origin: originOf(parseBaseUrl(url)) }];
    } catch {
      return [];
    }
  });
}
