// The editor as host: messages and kept state of a VS Code webview, each checked by its schema before the view sees it.
import { hostMessageSchema, viewStateSchema } from "../../src/protocol/messages.ts";
import type { Host } from "./host.ts";

interface VscodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VscodeApi;

/** Takes the editor's one handle of this page; a second call would throw. */
export function createVscodeHost(): Host {
  const api = acquireVsCodeApi();
  return {
    isFile: false,
    post: (message) => api.postMessage(message),
    onMessage: (listener) =>
      window.addEventListener("message", (event: MessageEvent<unknown>) => {
        const parsed = hostMessageSchema.safeParse(event.data);
        if (parsed.success) listener(parsed.data);
        // Only the kind: the rest of a message may be model output, and a log is no place for it.
        else console.warn(`Touchstone: a message of kind ${kindOf(event.data)} was dropped, because it does not have the form agreed on.`);
      }),
    getState: () => {
      const parsed = viewStateSchema.safeParse(api.getState());
      return parsed.success ? parsed.data : null;
    },
    setState: (state) => api.setState(state),
  };
}

function kindOf(message: unknown): string {
  const kind: unknown = typeof message === "object" && message !== null && "kind" in message ? message.kind : null;
  return typeof kind === "string" && /^[a-z-]{1,30}$/.test(kind) ? `"${kind}"` : "unknown";
}
