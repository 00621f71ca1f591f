import * as vscode from 'vscode';

/** A day such as `2026-11-30`, or a month such as `2026-11`, in the words of VS Code's language. */
export function dayText(day: string): string {
  const options =
    day.length > 7 ? ({ dateStyle: 'long' } as const) : ({ year: 'numeric', month: 'long' } as const);
  return new Intl.DateTimeFormat(vscode.env.language, { ...options, timeZone: 'UTC' }).format(new Date(day));
}
