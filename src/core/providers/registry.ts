// Every provider that needs no host; adding one is adding a line here.
import { anthropic } from "./anthropic.ts";
import { openai } from "./openai.ts";
import type { ProviderDefinition } from "./provider.ts";
import { simulated } from "./simulated.ts";

export const providers = { openai, anthropic, simulated } satisfies Record<string, ProviderDefinition>;

export type ProviderId = keyof typeof providers;
