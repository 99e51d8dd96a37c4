// The models of embeddings that criteria compare by: each must be of a provider that has some.
import { hashValue } from "../base/hash.ts";
import { isTouchstoneError } from "../base/errors.ts";
import { usesEmbeddings } from "../scorers/embedding-similarity.ts";
import type { ProviderDefinition } from "../providers/provider.ts";
import { providers } from "../providers/registry.ts";
import { requestShape } from "./configuration.ts";
import type { CriteriaDocument } from "./read-criteria.ts";
import { resolveModel } from "./read-model.ts";
import type { Reader, Reference } from "./reader.ts";
import type { Setup } from "./setup.ts";
import type { ModelConfig } from "../domain/model-config.ts";

const registry: Readonly<Record<string, ProviderDefinition>> = providers;

/** Null when one cannot be read or has no embeddings; findings go to the reader. */
export async function readEmbeddings(reader: Reader, criteria: CriteriaDocument): Promise<Pick<Setup, "embeddings"> | null> {
  const wanted = criteria.set.criteria.filter(usesEmbeddings);
  if (wanted.length === 0) return {};
  const embeddings = new Map<string, NonNullable<ReturnType<NonNullable<Setup["embeddings"]>["get"]>>>();
  for (const { id, options } of wanted) {
    const reference = referenceOf(criteria, id, String(options.model));
    const model = await resolveModel(reader, reference);
    if (model !== null && canEmbed(reader, model, reference))
      embeddings.set(id, { model, configHash: hashValue("touchstone/config/1", { model: requestShape(model) }) });
  }
  return embeddings.size < wanted.length ? null : { embeddings };
}

function referenceOf({ source, yaml }: CriteriaDocument, id: string, target: string): Reference {
  const ids = (yaml.value as { criteria: ({ id?: unknown } | null)[] }).criteria.map((item) => item?.id);
  return { source, range: yaml.rangeOf(["criteria", ids.indexOf(id), "model"]), target };
}

function canEmbed(reader: Reader, model: ModelConfig, { source, range }: Reference): boolean {
  const encode = registry[model.provider]?.encodeEmbedding;
  if (encode === undefined) {
    const known = Object.keys(registry).filter((name) => registry[name]?.encodeEmbedding !== undefined);
    const message = `${model.provider}/${model.model} has no embeddings to compare by.`;
    const hint = `Name a model of ${known.join(" or ")}, or leave \`model\` out to compare letters.`;
    reader.report([source.diagnose(range, { code: "criteria/no-embeddings", message, hint })]);
    return false;
  }
  try {
    encode(model, ["a", "b"]);
    return true;
  } catch (error) {
    if (!isTouchstoneError(error, "document/invalid")) throw error;
    reader.report([source.diagnose(range, { code: "model/refused-request", message: error.message, hint: error.hint })]);
    return false;
  }
}
