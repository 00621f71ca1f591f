const pauseMs = 50;

export interface UntilOptions {
  readonly timeoutMs?: number;
}

/**
 * Waits until a condition gives something other than undefined or false, and returns that. A condition that throws is
 * one that does not hold yet: the page may be between two states. Machines with two cores are slow, hence the long time.
 */
export async function until<T>(
  description: string,
  condition: () => Promise<T | undefined | false> | T | undefined | false,
  { timeoutMs = 45_000 }: UntilOptions = {},
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  let lastError: unknown;
  do {
    try {
      const result = await condition();
      if (result !== undefined && result !== false) {
        return result;
      }
      lastError = undefined;
    } catch (error) {
      lastError = error;
    }
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  } while (Date.now() < deadline);
  const reason = lastError instanceof Error ? ` (${lastError.message.split('\n', 1)[0]})` : '';
  throw new Error(`Waited ${timeoutMs / 1000} s in vain: ${description}${reason}`, { cause: lastError });
}
