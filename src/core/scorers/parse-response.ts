// The response as JSON, as it stands: a code fence around it is not stripped, because whoever reads the answer would not strip it either.
import { cut } from "./quote.ts";

/** The JSON value of the whole response, or why it is none. */
export function parseResponse(response: string): { readonly value: unknown } | { readonly reason: string } {
  if (response.trim() === "") return { reason: "The response is empty." };
  try {
    return { value: JSON.parse(response) };
  } catch (error) {
    if (/^\s*(```|~~~)/.test(response)) return { reason: "The response is not JSON: it stands in a code fence, which is not stripped." };
    return { reason: `The response is not JSON: ${cut(error instanceof Error ? error.message : String(error), 200)}.` };
  }
}
