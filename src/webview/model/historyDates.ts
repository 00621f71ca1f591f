/** How many days before today the history can be narrowed to. */
export const daysOffered = [0, 6, 29, 364] as const;
export type DaysOffered = (typeof daysOffered)[number];

/** So many days ago, at midnight where the user is, in milliseconds since 1970. */
export function startOfDay(daysAgo: number): number {
  const now = new Date();
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() - daysAgo).getTime();
}

/** Which of the days that are offered this is; `undefined` for any other time, as for a day that was offered yesterday. */
export function daysAgoOf(since: unknown): DaysOffered | undefined {
  return daysOffered.find((days) => startOfDay(days) === since);
}
