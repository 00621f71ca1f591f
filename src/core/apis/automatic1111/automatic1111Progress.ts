import * as z from 'zod';
import { EaselError } from '../../model/errors';
import type { JsonAnswer } from '../../http/client';
import { isBeforeSent, type CallContext } from '../common/api';
import { imageFromBase64, longString } from '../response/responseText';
import { loose } from '../response/loose';
import { requestTo } from '../common/requestTo';
import { sendPaid, type PaidRequest } from '../common/sendPaid';

/** Between two questions, in milliseconds. */
const interval = 1000;

const progress = z.object({ progress: z.number(), current_image: loose(longString) });

/**
 * Sends the one call that draws, asks meanwhile how far it is, and stops the server where nobody waits any more.
 * Errors as `sendPaid`.
 */
export async function sendWatched(context: CallContext, request: PaidRequest): Promise<JsonAnswer> {
  const over = new AbortController();
  const sent = { now: false };
  const report: CallContext['report'] = (step) => {
    sent.now = !isBeforeSent(step);
    context.report(step);
  };
  const watching = watch({ ...context, signal: over.signal }, () => sent.now);
  try {
    return await sendPaid({ ...context, report }, request);
  } catch (error) {
    if (sent.now && (context.signal.aborted || isTimeout(error))) {
      interrupt(context);
    }
    throw error;
  } finally {
    over.abort();
    await watching;
  }
}

function isTimeout(error: unknown): boolean {
  return error instanceof EaselError && error.kind === 'timedOut';
}

/** Ends with its signal, or at the first question that is not answered: the image does not depend on it. */
async function watch(context: CallContext, isSent: () => boolean): Promise<void> {
  const { http, clock, signal, report, showDraft } = context;
  // The draft may be a megabyte, so it is asked for only where it is shown.
  const question = requestTo(context, `/sdapi/v1/progress?skip_current_image=${showDraft === undefined}`);
  try {
    for (;;) {
      await clock.sleep(interval, signal);
      const { body } = await http.sendJson({ method: 'GET', ...question, signal });
      const { progress: part, current_image: draft } = progress.parse(body);
      const percent = Math.round(part * 100);
      // While it has not begun it says 0; while our request waits to be sent again, it draws for somebody else.
      if (percent > 0 && isSent()) {
        report({ step: 'progressing', percent: Math.min(percent, 100) });
        imageFromBase64(draft ?? '', undefined).forEach(({ bytes }) => showDraft?.({ bytes, isPaid: false }));
      }
    }
  } catch {
    // A server that does not say how far it is draws all the same.
  }
}

/** The server does not notice that its client has left. The job is cancelled in any case, so nobody waits for this. */
function interrupt(context: CallContext): void {
  const { http, log } = context;
  const { signal } = new AbortController();
  http
    .sendJson({ method: 'POST', ...requestTo(context, '/sdapi/v1/interrupt'), body: {}, signal })
    .catch((error: unknown) => log(`The server could not be told to stop: ${String(error)}`));
}
