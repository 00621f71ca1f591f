/** Whatever else someone types or pastes is no part of a seed. */
export function digitsOf(text: string): string {
  return text.replaceAll(/\D/gu, '').slice(0, mostDigits);
}

export const mostDigits = 10;
