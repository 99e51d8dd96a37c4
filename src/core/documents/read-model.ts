// Model configs: a file ending in .model.yaml, or the short form provider/model.
import * as z from "zod";
import { advise } from "../domain/correction.ts";
import { modelConfigShape, type ModelConfig } from "../domain/model-config.ts";
import { shown } from "../domain/issue-text.ts";
import { validate } from "../domain/validate.ts";
import type { ProviderDefinition } from "../providers/provider.ts";
import { providers } from "../providers/registry.ts";
import type { Reader, Reference } from "./reader.ts";
import { yamlOf } from "./remember.ts";
import { modelSchema } from "./schemas.ts";

const registry: Readonly<Record<string, ProviderDefinition>> = providers;

/** The model that a reference means; findings go to the reader. */
export async function resolveModel(reader: Reader, reference: Reference): Promise<ModelConfig | null> {
  if (!reference.target.endsWith(".model.yaml")) return shortForm(reader, reference);
  const path = await reader.follow(reference, "model config");
  return path === null ? null : readModel(reader, path);
}

export async function readModel(reader: Reader, path: string): Promise<ModelConfig | null> {
  const source = await reader.source(path);
  if (source === null) return null;
  const yaml = yamlOf(source);
  reader.report(yaml.diagnostics);
  if (yaml.value === null) return null;
  const provider = (yaml.value.value as { provider?: unknown } | null)?.provider;
  const definition = typeof provider === "string" && Object.hasOwn(registry, provider) ? registry[provider] : undefined;
  if (typeof provider !== "string" || definition === undefined) {
    const isMissing = provider === undefined;
    reader.report([
      source.diagnose(isMissing ? { start: 0, end: 0 } : yaml.value.rangeOf(["provider"]), {
        code: isMissing ? "model/missing-key" : "model/unknown-provider",
        message: isMissing ? 'The key "provider" is missing.' : `Unknown provider "${shown(provider)}".`,
        ...(isMissing
          ? { hint: `Add "provider: …". Known: ${Object.keys(registry).join(", ")}.` }
          : advise(shown(provider), Object.keys(registry), "provider")),
      }),
    ]);
    return null;
  }
  const checked = validate(source, yaml.value, modelSchema(provider, definition), "model");
  reader.report(checked.diagnostics);
  return checked.value === null ? null : toModelConfig(provider, definition, checked.value);
}

const commonSchema = z.object(modelConfigShape);

/** `value` has passed the provider's schema: the keys of every model config, and the settings of this provider. */
function toModelConfig(provider: string, definition: ProviderDefinition, value: Readonly<Record<string, unknown>>): ModelConfig {
  const { model, parameters = {}, endpoint = null, output = null, tools = [], price = null } = commonSchema.parse(value);
  const settings = Object.fromEntries(
    Object.keys(definition.settings).flatMap((key) => (value[key] === undefined ? [] : [[key, value[key]]])),
  );
  return { provider, model, parameters, endpoint, output, tools, price, settings };
}

function shortForm(reader: Reader, { source, range, target }: Reference): ModelConfig | null {
  const slash = target.indexOf("/");
  const provider = target.slice(0, Math.max(0, slash));
  const definition = Object.hasOwn(registry, provider) ? registry[provider] : undefined;
  const parsed =
    definition === undefined ? null : modelSchema(provider, definition).safeParse({ provider, model: target.slice(slash + 1) });
  if (definition !== undefined && parsed?.success === true) return toModelConfig(provider, definition, parsed.data);
  const { hint, correction } = advise(provider, Object.keys(registry), "provider");
  reader.report([
    source.diagnose(range, {
      code: "model/unknown",
      message: `"${target}" is neither a path ending in .model.yaml nor provider/model.`,
      ...(slash > 0
        ? { hint, correction: correction && { ...correction, word: target, meant: `${correction.meant}${target.slice(slash)}` } }
        : {
            hint: `Write a path such as ../models/mini.model.yaml, or one of ${Object.keys(registry).join(", ")} before a slash.`,
          }),
    }),
  ]);
  return null;
}
