/** As in `core/model/request.ts`, whose code is not for the page; the host has the last word. */
export const largestSeed = 4_294_967_295;

/** Whatever else someone types or pastes is no part of a seed. */
export function digitsOf(text: string): string {
  return text.replaceAll(/\D/gu, '').slice(0, mostDigits);
}

export const mostDigits = 10;
