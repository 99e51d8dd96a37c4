// The provider `simulated`: answers from rules, offline and without a key; the same draw gives the same answer on every machine.
import { drawFrom } from "../base/hash.ts";
import type { RegexRunner } from "../base/ports.ts";
import type { Usage } from "../domain/completion.ts";
import { messageText, type Message } from "../domain/message.ts";
import type { OutputFormat } from "../domain/model-config.ts";
import { estimateTokens } from "./estimate-tokens.ts";
import { ProviderError } from "./provider-error.ts";
import type { CallOptions, CompletionRequest, Connection, EncodedCall, ProviderDefinition } from "./provider.ts";
import { simulatedVector } from "./simulated-embedding.ts";
import { judgeAnswer, ratingTask } from "./simulated-judge.ts";
import { matchFirst } from "./simulated-patterns.ts";
import { longestLatency, simulatedSettings, type Rule, type SimulatedSettings } from "./simulated-settings.ts";

const noRuleMatched = "Thank you for your message. No rule of this simulated model matches it, so this is all I can say.";

/** What the body of an encoded call holds; parameters and tools change no answer, but make another request of it. */
interface SimulatedBody {
  readonly model: string;
  readonly messages: readonly Message[];
  readonly output: OutputFormat | null;
  readonly settings: SimulatedSettings;
}

function encode({ config, messages }: CompletionRequest): EncodedCall {
  const { model, parameters, tools, output, settings } = config;
  const sent = messages.map(({ role, content }) => ({ role, content: content.filter((part) => "text" in part || "media" in part) }));
  return { method: "POST", path: "simulated", body: { model, messages: sent, parameters, tools, output, settings } };
}

const verdictTokens = 60;

/** What a named group brings into a reply comes from the prompt; it is not counted. */
function longestTexts(settings: Readonly<Record<string, unknown>>): string[] {
  const { rules = [] } = settings as SimulatedSettings;
  return [noRuleMatched, ...rules.flatMap((rule) => rule.replies.map((reply) => reply.text))];
}

export const simulated = {
  title: "Simulated",
  settings: simulatedSettings,
  endpoint: null,
  openBatches: null,
  encode,
  encodeEmbedding: ({ model, settings }, texts) => ({ method: "POST", path: "simulated-embedding", body: { model, texts, settings } }),
  longestAnswer: ({ settings }) =>
    Math.max(...longestTexts(settings).map(estimateTokens), verdictTokens * ((settings as SimulatedSettings).judge ?? []).length),
  async open(connection) {
    const { clock, regex } = connection;
    return {
      async call(encoded, options) {
        options.signal.throwIfAborted();
        const body = encoded.body as unknown as SimulatedBody;
        const startedAt = clock.monotonic();
        const wait = latencyOf(body.settings, options.draw);
        if (wait > 0) await clock.sleep(wait, { signal: options.signal });
        await fail(body.settings, connection, options);
        const text = await answer(body, regex, options.draw);
        options.signal.throwIfAborted();
        const totalMs = clock.monotonic() - startedAt;
        return {
          text,
          toolCalls: [],
          finish: { unified: "stop", raw: "stop" },
          usage: usageOf(body.messages, text),
          model: body.model,
          id: null,
          requestId: null,
          systemFingerprint: null,
          serviceTier: null,
          status: 200,
          times: { firstByteMs: totalMs, totalMs },
        };
      },
      async embed(encoded, options) {
        options.signal.throwIfAborted();
        const { model, texts, settings } = encoded.body as unknown as {
          model: string;
          texts: readonly string[];
          settings: SimulatedSettings;
        };
        const startedAt = clock.monotonic();
        const wait = latencyOf(settings, options.draw);
        if (wait > 0) await clock.sleep(wait, { signal: options.signal });
        await fail(settings, connection, options);
        const totalMs = clock.monotonic() - startedAt;
        return {
          vectors: texts.map(simulatedVector),
          usage: { input: tokensOf(texts.join(" ")), output: 0, cacheRead: 0, cacheWrite: 0, reasoning: 0, estimated: true },
          model,
          id: null,
          requestId: null,
          status: 200,
          times: { firstByteMs: totalMs, totalMs },
        };
      },
    };
  },
} as const satisfies ProviderDefinition;

/** Milliseconds drawn from the log-normal distribution with the given median and 95th percentile, at most a day. */
function latencyOf({ latency }: SimulatedSettings, draw: string): number {
  if (latency === undefined) return 0;
  const sigma = Math.log(latency.p95_ms / latency.median_ms) / 1.6448536269514722;
  // Box and Muller: two uniform draws make one normal draw.
  const radius = Math.sqrt(-2 * Math.log(1 - drawFrom(draw, "latency-radius")));
  const drawn = latency.median_ms * Math.exp(sigma * radius * Math.cos(2 * Math.PI * drawFrom(draw, "latency-angle")));
  return Math.min(drawn, longestLatency);
}

/** Throws, or waits and then throws, as often as the settings say. */
async function fail({ failures = {} }: SimulatedSettings, { clock, timeouts }: Connection, { signal, draw }: CallOptions): Promise<void> {
  const { rate_limit = 0, server_error = 0, reset = 0, hang = 0 } = failures;
  let left = drawFrom(draw, "failure");
  if ((left -= rate_limit) < 0) throw new ProviderError("rate-limit", "The simulated model answered with status 429.", { status: 429 });
  if ((left -= server_error) < 0) throw new ProviderError("server", "The simulated model answered with status 500.", { status: 500 });
  if ((left -= reset) < 0) throw new ProviderError("unknown-outcome", "The connection to the simulated model broke off.");
  if (left - hang < 0) {
    await clock.sleep(timeouts.total_ms, { signal });
    throw new ProviderError(
      "unknown-outcome",
      `The simulated model kept us waiting: the total clock of ${String(timeouts.total_ms)} ms ran out.`,
    );
  }
}

async function answer({ messages, output, settings }: SimulatedBody, regex: RegexRunner, draw: string): Promise<string> {
  const { rules = [], judge = [] } = settings;
  const lastUser = messages.findLast((message) => message.role === "user");
  const task = judge.length === 0 || lastUser === undefined ? null : ratingTask(messageText(lastUser));
  if (task !== null) return judgeAnswer(task, judge, output, regex, draw);
  const prompt = messages.map((message) => `${message.role}: ${messageText(message)}`).join("\n");
  const match = await matchFirst(
    rules.map((rule) => rule.when),
    prompt,
    regex,
  );
  const rule = match === null ? undefined : rules[match.index];
  return match === null || rule === undefined ? noRuleMatched : filled(replyOf(rule, draw), match.groups);
}

function replyOf({ replies }: Rule, draw: string): string {
  const total = replies.reduce((sum, reply) => sum + (reply.share ?? 1), 0);
  let left = drawFrom(draw, "reply") * total;
  const drawn = replies.find((reply) => (left -= reply.share ?? 1) < 0) ?? replies.at(-1);
  return drawn?.text ?? "";
}

/** A reply with the named groups of the match in place of `{{$name}}`; an unknown group stays as it is. */
function filled(text: string, groups: ReadonlyMap<string, string>): string {
  return text.replace(/\{\{\$(\w+)\}\}/g, (whole, name: string) => groups.get(name) ?? whole);
}

/** A rough count, labelled as an estimate: 1.3 tokens a word. */
function usageOf(messages: readonly Message[], text: string): Usage {
  const input = tokensOf(messages.map(messageText).join(" "));
  return { input, output: tokensOf(text), cacheRead: 0, cacheWrite: 0, reasoning: 0, estimated: true };
}

function tokensOf(text: string): number {
  return Math.ceil((text.match(/\S+/g)?.length ?? 0) * 1.3);
}
