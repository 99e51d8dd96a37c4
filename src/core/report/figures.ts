// Numbers as people read them; the same words in the terminal, in Markdown and in the panel.

/** `68.8%`. */
export function formatPercent(fraction: number): string {
  return `${(fraction * 100).toFixed(1)}%`;
}

/** A p-value of two digits; smaller ones would be written with an exponent. */
export function formatChance(p: number): string {
  return p < 0.00001 ? "below 0.00001" : p.toPrecision(2);
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

/** `$0.24`: cents where there are any, for a line of context. */
export function formatUsdShort(usd: number | null): string {
  return usd === null || usd < 0.01 ? formatUsd(usd) : `$${usd.toFixed(2)}`;
}

/** `0.41 s`; a dash when there is nothing to say. */
export function formatSeconds(milliseconds: number | null): string {
  return milliseconds === null ? "–" : `${(milliseconds / 1000).toFixed(2)} s`;
}

/** `+12`, `−3` or `0`, with the sign that is as wide as the plus; `write` is given what is left without it. */
export function formatSigned(number: number, write: (magnitude: number) => string): string {
  const text = write(Math.abs(number));
  if (!/[1-9]/.test(text)) return text;
  return `${number < 0 ? "−" : "+"}${text}`;
}

/** A sentence that was written with hyphens for minus signs, with the sign of `formatSigned`; hyphens inside names stay. */
export function withMinusSigns(sentence: string): string {
  return sentence.replaceAll(/(?<=^|[ (])-(?=\d)/g, "−");
}

/** `about 15 s`, `about 3 min`, `about 2 h`. */
export function formatDuration(milliseconds: number): string {
  const seconds = Math.max(1, Math.round(milliseconds / 1000));
  if (seconds < 90) return `about ${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `about ${minutes} min` : `about ${Math.round(minutes / 60)} h`;
}

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** Local time, as near as it needs to be seen from `now`: `today 14:02`, `yesterday 09:10`, `11 Nov 14:02`, `11 Nov 2025`. */
export function formatMoment(iso: string, now: number): string {
  const [then, today, yesterday] = [new Date(iso), new Date(now), new Date(now)];
  if (Number.isNaN(then.getTime())) return "at an unknown time";
  yesterday.setDate(yesterday.getDate() - 1);
  const time = `${twoDigits(then.getHours())}:${twoDigits(then.getMinutes())}`;
  if (isSameDay(then, today)) return `today ${time}`;
  if (isSameDay(then, yesterday)) return `yesterday ${time}`;
  const day = `${then.getDate()} ${months[then.getMonth()] ?? ""}`;
  return then.getFullYear() === today.getFullYear() ? `${day} ${time}` : `${day} ${then.getFullYear()}`;
}

/** Local time to the millisecond, `14:02:11.204`; a dash for what is no time. */
export function formatClock(milliseconds: number | null): string {
  if (milliseconds === null || Number.isNaN(milliseconds)) return "–";
  const time = new Date(milliseconds);
  const whole = [time.getHours(), time.getMinutes(), time.getSeconds()].map(twoDigits).join(":");
  return `${whole}.${String(time.getMilliseconds()).padStart(3, "0")}`;
}

function isSameDay(a: Date, b: Date): boolean {
  return a.toDateString() === b.toDateString();
}

function twoDigits(number: number): string {
  return String(number).padStart(2, "0");
}
