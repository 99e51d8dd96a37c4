/** OpenAI's error document, which its chat and responses APIs share. */

/** The document that OpenAI sends with an error status. */
export function openaiErrorDocument(status: number, message: string): object {
  return { error: { message, type: typeOf(status), param: null, code: codes.get(status) ?? null } };
}

const codes: ReadonlyMap<number, string> = new Map([
  [401, "invalid_api_key"],
  [404, "model_not_found"],
  [429, "rate_limit_exceeded"],
]);

function typeOf(status: number): string {
  if (status === 429) return "requests";
  return status >= 500 ? "server_error" : "invalid_request_error";
}
