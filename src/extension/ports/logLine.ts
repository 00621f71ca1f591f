import { startOf } from '../../shared/boundedText';
import { controlCharacters } from '../text/plainText';

/** Longer than all that is worth reading in a line. */
const longestLine = 4000;

/**
 * A text as one line of the log. Whoever wrote it cannot begin a line of their own there, steer the terminal that shows
 * the log, or fill the disk.
 */
export function logLine(text: string): string {
  const read = startOf(text, longestLine);
  const line = read.replaceAll(controlCharacters, ' ').trimEnd();
  return read.length < text.trimEnd().length ? `${line}…` : line;
}

/** What happened in words, and below it one line for each thing that is known. */
export function logLines(message: string, details: readonly string[]): string {
  return [message, ...details.slice(0, mostDetails)].map(logLine).join('\n  ');
}

const mostDetails = 50;

/** An error that is none of Easel's: its message is one line, its stack the lines below. */
export function stackLines(error: unknown): string {
  if (!(error instanceof Error)) {
    return logLine(String(error));
  }
  const message = `${error.name}: ${startOf(error.message, longestLine)}`;
  const frames = startOf((error.stack ?? '').slice(-longestStack), longestStack).split('\n');
  return logLines(
    message,
    frames.filter((line) => /^\s{1,8}at /u.test(line)).map((line) => line.trim()),
  );
}

const longestStack = 16_000;
