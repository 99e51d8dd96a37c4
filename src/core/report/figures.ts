// Numbers as people read them; the same words in the terminal, in Markdown and in the panel.

/** `68.8%`. */
export function formatPercent(fraction: number): string {
  return `${(fraction * 100).toFixed(1)}%`;
}

/** `$0.0123`, `$1.50`, or `unknown`. */
export function formatUsd(usd: number | null): string {
  if (usd === null) return "unknown";
  if (usd === 0) return "$0";
  if (usd < 0.01) return `$${usd.toLocaleString("en-US", { minimumSignificantDigits: 2, maximumSignificantDigits: 2 })}`;
  return `$${usd.toFixed(usd < 1 ? 4 : 2)}`;
}

/** `340 ms` or `2.4 s`; a dash when there is nothing to say. */
export function formatMilliseconds(milliseconds: number | null): string {
  if (milliseconds === null) return "–";
  const whole = Math.round(milliseconds);
  return whole < 1000 ? `${whole} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
}

/** `12,345`. */
export function formatCount(count: number): string {
  return count.toLocaleString("en-US");
}
