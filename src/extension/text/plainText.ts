import { startOf } from '../../shared/boundedText';

/**
 * Characters that steer a terminal, a line or the direction of text instead of being read, and those that hide text.
 * The joiners stay: they hold emoji and the words of some scripts together.
 */
export const controlCharacters = /(?:(?![\u200C\u200D])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}])+/gu;

const longest = 200;

/**
 * A stranger's text, made safe for notifications, progress, tooltips and quick picks. VS Code runs Markdown links such as
 * `[x](command:…)` in notifications and draws `$(name)` as an icon, so both are broken up; the rest is cut
 * to 200 characters, or as many as are asked for. The full text belongs in the log and in the panel, which shows it as text.
 */
export function sanitize(text: string, most = longest): string {
  const whole = text.trim();
  // A stranger's text may be megabytes long, and blanks become fewer.
  const read = startOf(whole, 8 * most);
  const line = read.replaceAll(controlCharacters, ' ').replaceAll(/\s+/gu, ' ').trim();
  const characters = Array.from(line);
  const isCut = characters.length > most || read.length < whole.length;
  const cut = isCut ? `${characters.slice(0, most - 1).join('')}…` : line;
  return cut.replaceAll('](', '] (').replaceAll('$(', '$ (');
}
