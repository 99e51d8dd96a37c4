// Named endpoints: where each sends its calls and which variable holds its key; a base URL is checked here and nowhere else.
import { TouchstoneError } from "../base/errors.ts";

export interface EndpointDefinition {
  readonly name: string;
  /** Null until the user gives one. */
  readonly baseUrl: string | null;
  /** The environment variable of the key, in the command line. */
  readonly keyVariable: string;
  /** True where nobody is answered without a key; a server of one's own may do without. */
  readonly needsKey: boolean;
}

const builtIn: ReadonlyMap<string, string | null> = new Map([
  ["openai", "https://api.openai.com/v1"],
  ["anthropic", "https://api.anthropic.com"],
  ["gemini", "https://generativelanguage.googleapis.com/v1beta/openai"],
  ["openrouter", "https://openrouter.ai/api/v1"],
  ["groq", "https://api.groq.com/openai/v1"],
  ["mistral", "https://api.mistral.ai/v1"],
  ["azure", null],
  ["ollama", null],
  ["vllm", null],
]);

export const builtInEndpoints: readonly string[] = [...builtIn.keys()];

const ownServers: ReadonlySet<string> = new Set(["ollama", "vllm"]);

const usualVariables: ReadonlyMap<string, string> = new Map([
  ["openai", "OPENAI_API_KEY"],
  ["anthropic", "ANTHROPIC_API_KEY"],
]);

/**
 * The endpoint of a name. Names are lower-case letters, digits and hyphens, so that no two share a key's variable.
 * Throws `input/invalid` for any other name.
 */
export function endpointDefinition(name: string): EndpointDefinition {
  if (!/^[a-z][a-z0-9-]{0,62}$/.test(name)) {
    throw new TouchstoneError("input/invalid", `"${name}" is not the name of an endpoint.`, {
      hint: "Use lower-case letters, digits and hyphens, such as local-vllm.",
    });
  }
  const keyVariable = usualVariables.get(name) ?? `TOUCHSTONE_KEY_${name.toUpperCase().replaceAll("-", "_")}`;
  return { name, baseUrl: builtIn.get(name) ?? null, keyVariable, needsKey: builtIn.has(name) && !ownServers.has(name) };
}

/**
 * A base URL as it is used: http or https, without user, query and fragment, and without slashes at its end. It is taken as
 * given, except that a bare origin for the provider `openai` gets `/v1`, because people paste origins.
 * Throws `input/invalid` for anything else, without repeating a password.
 */
export function parseBaseUrl(text: string, provider: string | null = null): string {
  // The URL parser drops line breaks and turns backslashes round; what a person sees must be what is called.
  if (/[\s\\]/.test(text) || !URL.canParse(text)) throw invalid("is not a URL");
  const url = new URL(text);
  if (url.protocol !== "https:" && url.protocol !== "http:") throw invalid("is neither http nor https");
  if (url.username !== "" || url.password !== "" || text.includes("@")) throw invalid("holds a user name or a password");
  if (/[?#]/.test(text)) throw invalid("holds a query or a fragment");
  const path = url.pathname.replace(/\/+$/, "");
  return `${url.origin}${path === "" && provider === "openai" ? "/v1" : path}`;
}

function invalid(problem: string): TouchstoneError {
  return new TouchstoneError("input/invalid", `The base URL ${problem}.`, { hint: "Give one like https://api.openai.com/v1." });
}

/** The origin of a base URL, which a key is bound to: scheme, host and port. */
export function originOf(baseUrl: string): string {
  return new URL(baseUrl).origin;
}
