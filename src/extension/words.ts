// Figures, dates and lists in the words of the editor's language; each plural is a string of its own.
import * as vscode from "vscode";

/** `14:02` today, `11 Nov` this year, else with the year; empty for what is no date. */
export function formatTime(iso: string, now: Date): string {
  const time = new Date(iso);
  if (Number.isNaN(time.getTime())) return "";
  const isToday = time.toDateString() === now.toDateString();
  const isThisYear = time.getFullYear() === now.getFullYear();
  const options: Intl.DateTimeFormatOptions = isToday
    ? { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }
    : { day: "numeric", month: "short", ...(isThisYear ? {} : { year: "numeric" }) };
  return new Intl.DateTimeFormat(vscode.env.language, options).format(time);
}

/** `90.5%`; empty when there is nothing to take a share of. */
export function formatRate(part: number, whole: number): string {
  const percent = new Intl.NumberFormat(vscode.env.language, { style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1 });
  return whole === 0 ? "" : percent.format(part / whole);
}

export function formatCount(count: number): string {
  return new Intl.NumberFormat(vscode.env.language).format(count);
}

/** `$1.50`, `$0.0123`, `$0`, or that it is unknown. */
export function formatCost(usd: number | null): string {
  if (usd === null) return vscode.l10n.t("cost unknown");
  const cost = new Intl.NumberFormat(vscode.env.language, {
    style: "currency",
    currency: "USD",
    currencyDisplay: "narrowSymbol",
    ...costDigits(usd),
  });
  return cost.format(usd);
}

function costDigits(usd: number): Intl.NumberFormatOptions {
  if (usd === 0) return { maximumFractionDigits: 0 };
  if (usd < 0.01) return { maximumSignificantDigits: 2, minimumSignificantDigits: 2 };
  const digits = usd < 1 ? 4 : 2;
  return { minimumFractionDigits: digits, maximumFractionDigits: digits };
}

export function progressText(ended: number, planned: number): string {
  return vscode.l10n.t("{0} of {1}", formatCount(ended), formatCount(planned));
}

export function rowsText(count: number): string {
  return count === 1 ? vscode.l10n.t("1 row") : vscode.l10n.t("{0} rows", formatCount(count));
}

export function samplesText(count: number): string {
  return count === 1 ? vscode.l10n.t("1 sample") : vscode.l10n.t("{0} samples", formatCount(count));
}

export function valuesText(count: number): string {
  return count === 1 ? vscode.l10n.t("1 value") : vscode.l10n.t("{0} values", formatCount(count));
}

export function placeholdersText(count: number): string {
  return count === 1 ? vscode.l10n.t("1 placeholder") : vscode.l10n.t("{0} placeholders", formatCount(count));
}

export function criteriaText(count: number): string {
  return count === 1 ? vscode.l10n.t("1 criterion") : vscode.l10n.t("{0} criteria", formatCount(count));
}

export function errorsText(count: number): string {
  return count === 1 ? vscode.l10n.t("1 error") : vscode.l10n.t("{0} errors", formatCount(count));
}

export function warningsText(count: number): string {
  return count === 1 ? vscode.l10n.t("1 warning") : vscode.l10n.t("{0} warnings", formatCount(count));
}

/** Facts side by side as the language lists them, those that are empty left out. */
export function listed(...facts: readonly string[]): string {
  const list = new Intl.ListFormat(vscode.env.language, { type: "unit", style: "short" });
  return list.format(facts.filter((fact) => fact !== ""));
}
