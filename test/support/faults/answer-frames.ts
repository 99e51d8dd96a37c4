// The events of a whole streamed answer of each API, as the scripted provider writes them.
import { chatFormat } from "../provider-server/chat-format.ts";
import { composeAnswer } from "../provider-server/composed-answer.ts";
import { messagesFormat } from "../provider-server/messages-format.ts";
import { type ProviderFormat, renderEvent } from "../provider-server/provider-format.ts";
import type { Api, RecordedRequest } from "../provider-server/recorded-request.ts";
import { responsesFormat } from "../provider-server/responses-format.ts";

const formats: Readonly<Record<Api, ProviderFormat>> = { chat: chatFormat, responses: responsesFormat, messages: messagesFormat };

export function answerFrames(request: RecordedRequest, text: string, finishReason: "stop" | "length" = "stop"): readonly string[] {
  return formats[request.api].events(composeAnswer(request, { kind: "answer", text, finishReason })).map(renderEvent);
}
