/** Carries out one behaviour on one connection; the outcome is recorded before the last byte leaves, so a client that has read it finds it counted. */
import type { ServerResponse } from "node:http";
import { setTimeout as wait } from "node:timers/promises";

import type { AnswerBehaviour, Behaviour } from "./behaviour.ts";
import { type ComposedAnswer, composeAnswer, idFor } from "./composed-answer.ts";
import { type ProviderFormat, renderEvent } from "./provider-format.ts";
import { lastUserText, type RecordedRequest } from "./recorded-request.ts";
import type { Exchange } from "./tally.ts";

/** The connection on which a behaviour takes place. */
export interface Stage {
  readonly request: RecordedRequest;
  readonly format: ProviderFormat;
  readonly response: ServerResponse;
  readonly exchange: Exchange;
}

/** The answer of a server that has been told nothing else. */
export function echo(request: RecordedRequest): AnswerBehaviour {
  return { kind: "answer", text: `Answer to: ${lastUserText(request)}` };
}

/** The id that the provider gives to this request, in its header and in its errors. */
export function requestId({ request }: Stage): string {
  return idFor("req_", request);
}

/** Waits, unless the connection closes first: then the promise rejects. */
export async function pause(milliseconds: number, exchange: Exchange): Promise<void> {
  if (milliseconds > 0) await wait(milliseconds, undefined, { signal: exchange.closed });
}

/** Carries out a behaviour. Rejects only if the connection closes during an answer's delay. */
export async function performBehaviour(behaviour: Behaviour, stage: Stage): Promise<void> {
  const { request, format, response, exchange } = stage;
  response.setHeader(format.requestIdHeader, requestId(stage));
  response.setHeader("content-type", isStreamed(request) ? "text/event-stream; charset=utf-8" : "application/json");

  switch (behaviour.kind) {
    case "answer": {
      await pause(behaviour.delayMs ?? 0, exchange);
      for (const [name, value] of Object.entries(behaviour.headers ?? {})) response.setHeader(name, value);
      const answer = composeAnswer(request, behaviour);
      const frames = framesOf(answer, stage);
      for (const frame of frames.slice(0, -1)) response.write(frame);
      exchange.settle("answered", answer.usage);
      response.end(frames.at(-1));
      return;
    }
    case "status": {
      const { status, headers = {}, body } = behaviour;
      const message = `The script answers with status ${String(status)}.`;
      const document = body ?? format.errorDocument(status, message, requestId(stage));
      response.statusCode = status;
      response.setHeader("content-type", typeof document === "string" ? "text/plain" : "application/json");
      for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
      exchange.settle(`status-${status}`);
      response.end(typeof document === "string" ? document : JSON.stringify(document));
      return;
    }
    case "reset": {
      const reset = (): void => {
        exchange.settle("reset");
        response.socket?.resetAndDestroy();
      };
      if (behaviour.when === "before-headers") reset();
      else response.write(firstHalf(stage), reset);
      return;
    }
    case "hang": {
      exchange.settleOnClose("hang");
      if (behaviour.when === "after-headers") response.flushHeaders();
      if (behaviour.when === "mid-stream") response.write(firstHalf(stage));
      return;
    }
    case "truncated":
      exchange.settle("truncated");
      response.end(firstHalf(stage));
      return;
    case "malformed":
      exchange.settle("malformed");
      response.end(brokenBody(stage));
      return;
    case "empty":
      exchange.settle("empty");
      response.end();
      return;
    case "html":
      response.setHeader("content-type", "text/html; charset=utf-8");
      exchange.settle("html");
      response.end("<!doctype html>\n<html><head><title>Welcome</title></head><body><h1>Please sign in</h1></body></html>\n");
      return;
    case "redirect":
      response.statusCode = behaviour.status ?? 307;
      response.setHeader("location", behaviour.location);
      exchange.settle("redirect");
      response.end();
      return;
  }
}

function isStreamed(request: RecordedRequest): boolean {
  return request.body["stream"] === true;
}

function framesOf(answer: ComposedAnswer, { request, format }: Stage): readonly string[] {
  return isStreamed(request) ? format.events(answer).map(renderEvent) : [JSON.stringify(format.document(answer))];
}

/** Half of the echo answer: whole events of a stream, of which one at least carries text, or half of the document. */
function firstHalf(stage: Stage): string {
  const frames = framesOf(composeAnswer(stage.request, echo(stage.request)), stage);
  if (frames.length > 1) return frames.slice(0, Math.floor(frames.length / 2)).join("");
  const document = frames.join("");
  return document.slice(0, Math.floor(document.length / 2));
}

function brokenBody(stage: Stage): string {
  const answer = composeAnswer(stage.request, echo(stage.request));
  if (!isStreamed(stage.request)) return breakJson(JSON.stringify(stage.format.document(answer)));
  const events = stage.format.events(answer);
  const middle = Math.floor(events.length / 2);
  return events
    .slice(0, middle + 1)
    .map((event, index) => renderEvent(index === middle ? { ...event, data: breakJson(event.data) } : event))
    .join("");
}

function breakJson(json: string): string {
  return `${json.slice(0, -1)},}`;
}
