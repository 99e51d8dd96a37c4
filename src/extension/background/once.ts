// Something that is made when it is first asked for, and only then.

/** What failed is not tried again. */
export function once<Value>(load: () => Promise<Value>): () => Promise<Value> {
  let loading: Promise<Value> | null = null;
  return () => (loading ??= load());
}
