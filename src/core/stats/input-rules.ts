// The rules that numeric input must keep; a broken rule is a RangeError whose message names the key and the rule.

/** Throws a RangeError unless `value` is a whole number of at least `minimum` (and at most `maximum`, shown as `maximumName`). */
export function requireCount(
  name: string,
  value: number,
  minimum = 0,
  maximum = Number.MAX_SAFE_INTEGER,
  maximumName = String(maximum),
): void {
  if (Number.isSafeInteger(value) && value >= minimum && value <= maximum) return;
  const rule =
    maximum === Number.MAX_SAFE_INTEGER ? `a whole number of at least ${minimum}` : `a whole number between ${minimum} and ${maximumName}`;
  throw new RangeError(`${name} must be ${rule}`);
}

/** Throws a RangeError unless `value` lies strictly between `low` and `high`. */
export function requireBetween(name: string, value: number, low: number, high: number): void {
  if (!(value > low && value < high)) throw new RangeError(`${name} must lie strictly between ${low} and ${high}`);
}

/** Throws a RangeError unless `tail`, the probability that an interval leaves out on either side, is greater than 0 and at most 1/2. */
export function requireTail(tail: number): void {
  if (!(tail > 0 && tail <= 0.5)) throw new RangeError("tail must be greater than 0 and at most 0.5");
}

/** Throws a RangeError unless `value` lies in the closed unit interval. */
export function requireProbability(name: string, value: number): void {
  if (!(value >= 0 && value <= 1)) throw new RangeError(`${name} must lie between 0 and 1`);
}

/** Throws a RangeError unless `value` is a finite number. */
export function requireFinite(name: string, value: number): void {
  if (!Number.isFinite(value)) throw new RangeError(`${name} must be a finite number`);
}

/** Throws a RangeError unless `value` is a finite number greater than 0. */
export function requirePositive(name: string, value: number): void {
  if (!(value > 0 && value < Infinity)) throw new RangeError(`${name} must be a finite number greater than 0`);
}

/** Throws a RangeError unless `value` is a finite number of at least 0. */
export function requireNonNegative(name: string, value: number): void {
  if (!(value >= 0 && value < Infinity)) throw new RangeError(`${name} must be a finite number of at least 0`);
}

/** Throws a RangeError unless `values` holds at least `minimumLength` numbers, all of them finite. */
export function requireNumbers(name: string, values: readonly number[], minimumLength = 1): void {
  if (values.length < minimumLength)
    throw new RangeError(`${name} must hold at least ${minimumLength} ${minimumLength === 1 ? "value" : "values"}`);
  for (const [index, value] of values.entries()) {
    if (!Number.isFinite(value)) throw new RangeError(`${name}[${index}] must be a finite number`);
  }
}
