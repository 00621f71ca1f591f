import { EaselError } from '../../core/model/errors';
import { describeError } from '../text/errorText';
import { logLines, stackLines } from './logLine';

/** What happened in words, then all that is known. A stack is of use only where Easel itself went wrong. */
export function logError(
  log: { readonly error: (lines: string) => void; readonly debug: (lines: string) => void },
  error: unknown,
): void {
  if (!(error instanceof EaselError)) {
    log.error(stackLines(error));
    return;
  }
  const { message, known } = describeError(error);
  log.error(logLines(message, known));
  if (error.cause instanceof Error) {
    log.debug(stackLines(error.cause));
  }
}
