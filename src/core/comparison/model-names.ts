// What the name of a model tells: whether it means the same model tomorrow, and which family it is of.
import type { ManifestModel } from "../domain/run-manifest.ts";

type NamedModel = Pick<ManifestModel, "provider" | "origin" | "requested">;

const dated = /\d{4}-\d{2}-\d{2}|[-@:]\d{8}\b|[-@]\d{4}\b/;
const latest = /(?:^|[-:@/])latest$/;
/** Before its generation 4.6 the names without a date were aliases, which Anthropic moved on to newer snapshots. */
const anthropicAlias = /^claude-(?:instant|2|3|(?:opus|sonnet|haiku)-4(?:-[0-5])?$)/;

/**
 * False for a name that is known to move on to other models: any `latest`, at OpenAI itself a name without a date, at Anthropic one
 * without a date of the generations in which those were aliases. Of other servers nobody can tell, and nothing is said.
 */
export function isPinned({ provider, origin, requested }: NamedModel): boolean {
  if (provider === "simulated") return true;
  if (latest.test(requested)) return false;
  if (dated.test(requested)) return true;
  if (origin === "https://api.openai.com") return false;
  return origin !== "https://api.anthropic.com" || !anthropicAlias.test(requested);
}

/** `GPT`, `Claude`, `Llama` …; null for a simulated model and for a name that tells of none. */
export function modelFamily({ provider, requested }: NamedModel): string | null {
  if (provider === "simulated") return null;
  const name = requested.toLowerCase().split("/").at(-1) ?? "";
  return families.find(({ names }) => names.test(name))?.family ?? null;
}

const families = [
  { family: "GPT", names: /^(?:gpt|chatgpt|o\d)/ },
  { family: "Claude", names: /^claude/ },
  { family: "Gemini", names: /^gemini/ },
  { family: "Gemma", names: /^gemma/ },
  { family: "Llama", names: /llama/ },
  { family: "Mistral", names: /^(?:mi[sx]tral|ministral|magistral|codestral)/ },
  { family: "Qwen", names: /^(?:qwen|qwq)/ },
  { family: "DeepSeek", names: /^deepseek/ },
  { family: "Grok", names: /^grok/ },
  { family: "Phi", names: /^phi/ },
  { family: "Command", names: /^command/ },
] as const;
