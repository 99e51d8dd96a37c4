// The requests that every contender sends for a row: its question, and where a judge is asked, the question about the answer.

/** What the server answers to a question, and to a judge's: that of Touchstone, and that of promptfoo. */
export const answerText = "Yes, of course.";
export const verdictText = JSON.stringify({ ratings: [{ id: "polite", reason: "It is.", verdict: "pass" }] });
export const rubricText = JSON.stringify({ reason: "It is.", pass: true, score: 1 });

export const questionOf = (index: number): string => `Is ${index} a number?`;

export interface RequestBody {
  readonly model: string;
  readonly max_completion_tokens: number;
  readonly messages: { readonly role: "system" | "user"; readonly content: string }[];
  readonly stream: true;
  readonly stream_options: { readonly include_usage: true };
}

/** The bodies of one row, streamed, in the order in which they are sent; the judge's is as long as Touchstone's. */
export function bodiesOf(index: number, hasJudge: boolean): readonly RequestBody[] {
  const generation: Asked = {
    max_completion_tokens: 20,
    messages: [{ role: "user", content: `Answer in one word: ${questionOf(index)}` }],
  };
  const rating: Asked = {
    max_completion_tokens: 200,
    messages: [
      { role: "system", content: "x".repeat(900) },
      {
        role: "user",
        content: JSON.stringify({ criteria: [{ id: "polite", question: "Is the reply polite?" }], row: index, response: answerText }),
      },
    ],
  };
  return (hasJudge ? [generation, rating] : [generation]).map((body) => ({ model: "bench", ...body, ...streamed }));
}

type Asked = Pick<RequestBody, "max_completion_tokens" | "messages">;

const streamed = { stream: true, stream_options: { include_usage: true } } as const;
