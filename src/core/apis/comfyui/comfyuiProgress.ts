import * as z from 'zod';
import type { CallContext, Progress } from '../common/api';
import { requestTo } from '../common/requestTo';

/** Between two tries to listen, in milliseconds, where the connection is lost: the image does not depend on it. */
const pauses = [500, 1000, 2000, 4000, 8000];

/** News are short. What is longer quotes whole inputs, and is not worth the time to parse it. */
const longestNews = 64 * 1024;

const news = z.object({
  type: z.literal('progress'),
  data: z.object({ value: z.number(), max: z.number().positive(), node: z.string().nullish() }),
});

export interface Listening {
  /** Whose reports tell how far the server is, as soon as it has said so. */
  readonly context: CallContext;
  /** Nobody has to know any more. Never throws. */
  readonly end: () => Promise<void>;
}

export interface ListeningOptions {
  /** The prompt is sent under the same id: the server tells nobody else of it. */
  readonly clientId: string;
  /** Nodes of the workflow that draw step by step. */
  readonly samplers: number;
}

/**
 * Listens to what the server says while it works, over its WebSocket. Asking for the task stays the truth: a server, or
 * a proxy in front of it, that has no socket draws all the same.
 * https://docs.comfy.org/development/comfyui-server/comms_messages
 */
export function listenToServer(context: CallContext, { clientId, samplers }: ListeningOptions): Listening {
  const { http, report, showDraft } = context;
  const over = new AbortController();
  const signal = AbortSignal.any([context.signal, over.signal]);
  const begun = new Set<string>();
  let last = 0;
  const onText = (text: string): void => {
    const data = readNews(text);
    if (data) {
      begun.add(data.node ?? '');
      const whole = Math.max(samplers, begun.size);
      const drawn = (begun.size - 1 + Math.min(1, data.value / data.max)) / whole;
      // What comes behind it, such as enlarging, is known only when it begins.
      const percent = Math.min(99, Math.round(drawn * 100));
      if (percent > last) {
        last = percent;
        report({ step: 'progressing', percent });
      }
    }
  };
  const listen = (): Promise<void> =>
    http.listen({
      ...requestTo(context, `/ws?clientId=${clientId}`),
      signal,
      onMessage: (message) => {
        if (typeof message === 'string') {
          onText(message);
          return;
        }
        const bytes = readDraft(message);
        if (bytes) {
          showDraft?.({ bytes, isPaid: false });
        }
      },
    });
  const listening = keepListening(listen, { ...context, signal });
  return {
    context: {
      ...context,
      // What the queue says is less, and may be from before.
      report: (progress: Progress) => {
        if (last === 0 || (progress.step !== 'waiting' && progress.step !== 'queued')) {
          report(progress);
        }
      },
    },
    end: () => {
      over.abort();
      return listening;
    },
  };
}

async function keepListening(
  listen: () => Promise<void>,
  { clock, signal, log }: Pick<CallContext, 'clock' | 'signal' | 'log'>,
): Promise<void> {
  let said = '';
  try {
    for (const pause of pauses) {
      await listen().catch((error: unknown) => {
        if (!signal.aborted && said !== String(error)) {
          said = String(error);
          log(`How far the server is cannot be followed: ${said}`);
        }
      });
      await clock.sleep(pause, signal);
    }
  } catch {
    // It is over.
  }
}

function readNews(text: string): z.infer<typeof news>['data'] | undefined {
  try {
    return text.length > longestNews ? undefined : news.safeParse(JSON.parse(text)).data?.data;
  } catch {
    return undefined;
  }
}

const headerLength = 8;

/** A preview: what it is (1), and its format (1: JPEG, 2: PNG), each in four bytes, and then the picture. */
function readDraft(message: Uint8Array): Uint8Array | undefined {
  if (message.byteLength <= headerLength) {
    return undefined;
  }
  const header = new DataView(message.buffer, message.byteOffset, headerLength);
  const isPreview = header.getUint32(0) === 1 && [1, 2].includes(header.getUint32(4));
  return isPreview ? message.subarray(headerLength) : undefined;
}
