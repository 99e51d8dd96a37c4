// The second net under keys (rule S18): no value of a variable that holds one leaves the process, plain, in base64 or percent-encoded.

const secretName = /(?:KEY|TOKEN|SECRET|PASSWORD|CREDENTIALS?)(?:_|$)/i;
/** Shorter values are words rather than keys, and taking them out would garble the text. */
const shortest = 8;

/** A function that puts `***` in the place of every key that the environment, by the names of its variables, holds. */
export function createRedaction(environment: Readonly<Record<string, string | undefined>>): (text: string) => string {
  const secrets = Object.entries(environment).flatMap(([name, value]) =>
    value !== undefined && value.length >= shortest && (secretName.test(name) || name.startsWith("TOUCHSTONE_KEY_")) ? [value] : [],
  );
  const forms = [...new Set(secrets.flatMap(formsOf))].sort((one, other) => other.length - one.length);
  return (text) => forms.reduce((rest, form) => rest.replaceAll(form, "***"), text);
}

/** Plain, percent-encoded, and in base64 after any number of bytes: of that only the middle, which no neighbour changes. */
function formsOf(secret: string): string[] {
  const base64 = [0, 1, 2].map((before) => {
    const digits = Buffer.from("x".repeat(before) + secret).toString("base64");
    return digits.replace(/=+$/, "").slice(before === 0 ? 0 : before + 1, -2);
  });
  return [secret, encodeURIComponent(secret), ...base64, ...base64.map((digits) => digits.replaceAll("+", "-").replaceAll("/", "_"))];
}
