// Two texts in, their cosine out: embeddings as a call like any other, with its attempts, its pace and its place in the cache.
import type { Caller } from "../../providers/provider.ts";
import { cosineOf, cosineText } from "../../scorers/embedding-similarity.ts";

/** A caller whose answer is `cosineText` of the first two vectors that `caller` embeds. */
export function cosineCaller({ refusal, embed }: Caller): Caller {
  return {
    ...(refusal === undefined ? {} : { refusal }),
    async call(encoded, options) {
      if (embed === undefined) throw new Error("This provider has no embeddings.");
      const { vectors, ...facts } = await embed(encoded, options);
      const [response = [], reference = []] = vectors;
      return {
        ...facts,
        text: cosineText(cosineOf(response, reference)),
        toolCalls: [],
        finish: { unified: "stop", raw: null },
        systemFingerprint: null,
        serviceTier: null,
      };
    },
  };
}
