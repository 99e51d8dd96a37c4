// What New Model says of each provider: its line in the list, a model id as a first value, and the text of the new file.
import * as vscode from "vscode";
import type { ProviderId } from "../../core/providers/registry.ts";

export interface ProviderTexts {
  readonly label: string;
  readonly description?: string;
  readonly icon: string;
  /** What a model id of it looks like. */
  readonly usualModel: string;
  /** A comment on what it is, and what follows `provider` and `model`. */
  readonly file: { readonly comment: string; readonly settings: string };
}

/** In the order of the list; a provider that is missing does not compile. */
export function providerTexts(): Readonly<Record<ProviderId, ProviderTexts>> {
  return {
    openai: {
      label: "OpenAI",
      description: vscode.l10n.t("and servers that speak like it, such as Ollama or vLLM"),
      icon: "cloud",
      usualModel: "gpt-5-mini",
      file: {
        comment:
          "OpenAI, or a server that speaks like it: add `endpoint: <name>` and give the name a URL in the setting touchstone.endpoints.",
        settings: "api: responses\nparameters: {max_tokens: 500}\n",
      },
    },
    anthropic: {
      label: "Anthropic",
      icon: "cloud",
      usualModel: "claude-haiku-4-5",
      file: { comment: "Anthropic through the Messages API.", settings: "parameters: {max_tokens: 500}\n" },
    },
    simulated: {
      label: vscode.l10n.t("Simulated"),
      description: vscode.l10n.t("offline, without key or cost"),
      icon: "beaker",
      usualModel: "simulated-1",
      file: {
        comment: "A simulated model: no network, no key, no cost. The first rule whose pattern fits the messages answers.",
        settings: `rules:
  - when: "."
    replies:
      - {share: 2, text: "Thank you for your message. I will look into it today."}
      - {share: 1, text: "Sorry, I cannot help with that."}
# As a judge it passes a response that fits the pattern of the criterion.
judge:
  - {criterion: answers-question, pass_when: "look into it"}
`,
      },
    },
  };
}
