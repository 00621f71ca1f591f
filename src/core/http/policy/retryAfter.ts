type Headers = Readonly<Record<string, string>>;

/**
 * How long a provider asks to wait, in seconds, from none to a year. How much of that is waited is the caller's choice.
 * Understands seconds (also with a unit), HTTP dates, and OpenAI's `retry-after-ms`.
 */
export function retryAfterSeconds(headers: Headers): number | undefined {
  const milliseconds = Number.parseFloat(headers['retry-after-ms'] ?? '');
  if (Number.isFinite(milliseconds)) {
    return within(milliseconds / 1000);
  }
  const value = headers['retry-after']?.trim() ?? '';
  return value === '' ? undefined : (parseDuration(value) ?? parseDate(value, headers.date));
}

/** `34s`, `1.5s`, `1500ms`, `2m`, or a bare number of seconds. */
export function parseDuration(text: string): number | undefined {
  const match = /^([+-]?\d+(?:\.\d+)?)\s*(ms|s|sec|m|min|h)?$/i.exec(text.trim());
  if (!match) {
    return undefined;
  }
  const [, amount = '', unit = 's'] = match;
  return within(Number(amount) * (secondsPerUnit[unit.toLowerCase()] ?? 1));
}

const secondsPerUnit: Readonly<Record<string, number>> = { ms: 0.001, s: 1, sec: 1, m: 60, min: 60, h: 3600 };

/** Against the server's own date where it gives one, since either clock may be wrong. */
function parseDate(text: string, serverDate = ''): number | undefined {
  const until = Date.parse(text);
  const now = Date.parse(serverDate);
  const seconds = (until - (Number.isNaN(now) ? Date.now() : now)) / 1000;
  return Number.isNaN(until) ? undefined : within(seconds);
}

/** Digits without end would else be an infinite time, which no timer takes and no text can name. */
function within(seconds: number): number {
  return Math.min(Math.max(0, seconds), aYear);
}

const aYear = 366 * 24 * 3600;
