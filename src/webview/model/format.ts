/** Fills `{0}`, `{1}` … of a text with values. */
export function format(text: string, ...values: readonly (string | number)[]): string {
  return text.replace(/\{(\d+)\}/g, (whole, index: string) => String(values[Number(index)] ?? whole));
}

/** The first characters of a long text. */
export function excerpt(text: string, limit: number): string {
  const cut = text.slice(0, limit).replace(/[\uD800-\uDBFF]$/, '');
  const shown = cut.length < text.length ? `${cut.trimEnd()}…` : text;
  return shown.replace(/\p{Cs}/gu, '\ufffd');
}

/** Minutes and seconds, and hours where it comes to that: `0:07`, `12:30`, `1:02:03`. */
export function formatDuration(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const shown = parts[0] === 0 ? parts.slice(1) : parts;
  return shown.map((part, index) => (index === 0 ? String(part) : String(part).padStart(2, '0'))).join(':');
}

/** How long something took, in the reader's language: `0.8 s`, `12.3 s`, and `2:05` from a minute on. */
export function formatSeconds(milliseconds: number, language?: string): string {
  if (milliseconds >= 60_000) {
    return formatDuration(milliseconds);
  }
  return new Intl.NumberFormat(language, {
    style: 'unit',
    unit: 'second',
    unitDisplay: 'short',
    maximumFractionDigits: 1,
  }).format(milliseconds / 1000);
}
