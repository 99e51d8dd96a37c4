// The formats of JSON Schema that a check decides itself: each in linear time, for the texts are a model's.

/** Whether a text has the format, by the format's name. */
export const textFormats: ReadonlyMap<string, (text: string) => boolean> = new Map([
  ["date", isDate],
  ["time", isTime],
  ["date-time", isDateTime],
  ["email", isEmail],
  ["hostname", isHostname],
  ["ipv4", isIpv4],
  ["ipv6", isIpv6],
  ["uri", isUri],
  ["uuid", isUuid],
]);

/** RFC 3339, full-date. */
function isDate(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  // An impossible day either gives no date or rolls over into the next month.
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

/** RFC 3339, full-time: the offset is required, and a leap second ends a day in UTC. */
function isTime(text: string): boolean {
  const [, hour, minute, second, sign, offsetHour, offsetMinute] =
    /^(\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:z|([+-])(\d\d):(\d\d))$/i.exec(text) ?? [];
  if (hour === undefined || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 60) return false;
  if (Number(offsetHour ?? 0) > 23 || Number(offsetMinute ?? 0) > 59) return false;
  const offset = (sign === "-" ? -1 : 1) * (Number(offsetHour ?? 0) * 60 + Number(offsetMinute ?? 0));
  const minutesOfDay = 24 * 60;
  return Number(second) < 60 || (Number(hour) * 60 + Number(minute) - offset + minutesOfDay) % minutesOfDay === minutesOfDay - 1;
}

/** RFC 3339, date-time. */
function isDateTime(text: string): boolean {
  return /^t$/i.test(text.charAt(10)) && isDate(text.slice(0, 10)) && isTime(text.slice(11));
}

/** RFC 5321 without quoted names and address literals, which nobody writes. */
function isEmail(text: string): boolean {
  const at = text.lastIndexOf("@");
  const name = text.slice(0, Math.max(at, 0));
  return name.length <= 64 && name.split(".").every((word) => /^[\w!#$%&'*+/=?^`{|}~-]+$/.test(word)) && isHostname(text.slice(at + 1));
}

/** RFC 1123. */
function isHostname(text: string): boolean {
  return (
    text.length <= 253 &&
    text.split(".").every((label) => /^[a-z0-9-]{1,63}$/i.test(label) && !label.startsWith("-") && !label.endsWith("-"))
  );
}

/** Four numbers up to 255 without leading zeros, which some programs read as octal. */
function isIpv4(text: string): boolean {
  const parts = text.split(".");
  return parts.length === 4 && parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255);
}

function isIpv6(text: string): boolean {
  return /^[\da-f:.]{2,45}$/i.test(text) && URL.canParse(`http://[${text}]/`);
}

/** An absolute URI of the characters of RFC 3986 that a browser can read. */
function isUri(text: string): boolean {
  return /^[\w.~:/?#[\]@!$&'()*+,;=%-]+$/.test(text) && !/%(?![\da-f]{2})/i.test(text) && URL.canParse(text);
}

/** RFC 4122. */
function isUuid(text: string): boolean {
  return /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(text);
}
