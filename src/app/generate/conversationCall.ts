import { EaselError } from '../../core/model/errors';
import { generate, type Generated, type GeneratedImage } from '../../core/generate/generate';
import type { FinishedImage } from '../../core/journal/deliver';
import type { OwnedEntry } from '../../core/journal/ownedEntry';
import type { PaidCall } from '../../core/journal/entryState';
import {
  conversationsFolder,
  forgetExchange,
  keepExchange,
  type KeptPart,
} from '../../core/storage/conversationStore';
import type { CallContext } from '../../core/apis/common/api';
import type { ImageRequest } from '../../core/model/request';
import { sha256Of } from '../../core/util/sha256';
import { spliceBetween } from '../../core/storage/byteSplice';
import type { Conversation } from './conversations';
import { prepareReferences } from '../references/prepareReferences';
import { ReferenceReader } from '../references/referenceReader';
import type { GenerateForm } from '../form/generateForm';
import { finishImage } from './paidWork';
import { recordedReferences } from './recordedCall';
import type { Services } from '../services';
import { beginSpending, recordCost, recordFailure, voidSpending } from '../spending/trackSpending';

interface SpokenCallOptions {
  readonly call: PaidCall;
  readonly form: GenerateForm;
  readonly services: Services;
  readonly conversation: Conversation | undefined;
  /** `undefined` for what is on no record. */
  readonly row: OwnedEntry | undefined;
  /** As of `TrackedCall`. */
  readonly isSent: () => boolean;
}

/** One call of an API, which may go on with a conversation, and keeps what is needed to go on from its own images. */
export class ConversationCall {
  /** As it was sent in the end. */
  private call: PaidCall;
  private spoken: Generated['spoken'];
  private readonly images: { readonly original: Uint8Array; readonly saved: Uint8Array }[] = [];

  constructor(private readonly options: SpokenCallOptions) {
    this.call = options.call;
  }

  /** Errors as those of core's `generate`. */
  async generate(request: ImageRequest, context: CallContext): Promise<Generated> {
    const generated = await this.send(request, context);
    this.spoken = generated.spoken;
    return generated;
  }

  /** Puts the recipe into an image. */
  finish(image: GeneratedImage, generated: Generated): Omit<FinishedImage, 'position' | 'of'> {
    const finished = finishImage(this.options.services.settings, image, generated, {
      call: this.call,
      choice: this.options.form.choice,
    });
    if (generated.spoken) {
      this.images.push({ original: image.bytes, saved: finished.bytes });
    }
    return finished;
  }

  /** Without it the images go as references later on, so that it fails silently. */
  async keep(): Promise<void> {
    try {
      await this.keepSpoken();
    } catch (error) {
      this.options.services.log.failure(error);
    }
  }

  /** A conversation that is refused does not keep the image from going as a reference, once. */
  private async send(request: ImageRequest, context: CallContext): Promise<Generated> {
    try {
      return await generate(request, context);
    } catch (error) {
      const { services, conversation } = this.options;
      if (!conversation || !isRefused(error)) {
        throw error;
      }
      services.log.info('The conversation is not taken any more; the image goes as a reference.');
      const generated = await this.sendAlone(request, context, error);
      // Only now is it certain that it was refused for the conversation's sake.
      await forgetExchange(conversationsFolder(services.storage.folder), conversation.image.sha256);
      return generated;
    }
  }

  /** Where the first request may have been billed, this one is another, which counts against the limits as any does. */
  private async sendAlone(
    { conversation: _, ...request }: ImageRequest,
    context: CallContext,
    refusal: EaselError,
  ): Promise<Generated> {
    const { services, form, isSent, row } = this.options;
    const references = await prepareReferences(form, services, {
      reader: new ReferenceReader(services.files),
      signal: context.signal,
    });
    const alone = { ...request, references };
    const { continued: __, spentId, ...call } = this.call;
    const isBilled = refusal.details.maybeBilled === true && spentId !== undefined;
    const again = isBilled ? await this.beginAgain(alone, refusal) : spentId;
    this.call = {
      ...call,
      references: recordedReferences(services.files, references),
      ...(again !== undefined && { spentId: again }),
    };
    await row?.record({ state: 'replaced', call: this.call }).catch(async (error: unknown) => {
      services.log.failure(error);
      await voidSpending(services, isBilled ? again : undefined);
      throw refusal;
    });
    if (!isBilled) {
      return generate(alone, context);
    }
    const tracked = { call: this.call, choice: form.choice, isSent, hasTask: () => false };
    try {
      const generated = await generate(alone, context);
      await recordCost(services, tracked, generated);
      return generated;
    } catch (error) {
      await recordFailure(services, tracked, error);
      throw asBilled(error);
    }
  }

  /** @throws the refusal where the limit of the month leaves no room, since not all of what was sent was held back. */
  private async beginAgain(request: ImageRequest, refusal: EaselError): Promise<string | undefined> {
    const { services, form } = this.options;
    try {
      return (await beginSpending([request], form.choice, services))[0];
    } catch (error) {
      services.log.failure(error);
      throw refusal;
    }
  }

  private async keepSpoken(): Promise<void> {
    const { services } = this.options;
    const answer = await this.answerToKeep();
    if (!answer) {
      return;
    }
    const { continued, references, prompt, providerId, modelId, origin } = this.call;
    const exchange = {
      version: 1,
      ...{ providerId, modelId, origin, prompt, answer },
      references: references.map(({ uri, sha256, use }) => ({ uri, sha256, use })),
      ...(continued && { follows: continued.sha256 }),
    } as const;
    for (const part of answer) {
      if ('file' in part) {
        await keepExchange(conversationsFolder(services.storage.folder), part.file, exchange);
      }
    }
  }

  /** `undefined` where an image of it is missing, or has changed too much to be told from its file. */
  private async answerToKeep(): Promise<KeptPart[] | undefined> {
    const { spoken, images } = this;
    if (!spoken || images.length === 0) {
      return undefined;
    }
    const files = new Map<
      string,
      Pick<Extract<KeptPart, { file: string }>, 'file' | 'splice' | 'byteLength'>
    >();
    for (const { original, saved } of images) {
      const splice = spliceBetween(original, saved);
      if (splice) {
        const file = await sha256Of(saved);
        files.set(await sha256Of(original), { file, splice, byteLength: original.byteLength });
      }
    }
    const answer = spoken.map((part) => {
      const file = 'sha256' in part ? files.get(part.sha256) : undefined;
      return 'sha256' in part ? file && { ...part, ...file } : part;
    });
    return answer.every((part) => part !== undefined) ? answer : undefined;
  }
}

/**
 * With an answer that has no image but this reason, of which nobody knows what it has cost; or with a status and
 * "Image part is missing a thought_signature", "Corrupted thought signature", and as often no more than "Request contains
 * an invalid argument".
 */
function isRefused(error: unknown): error is EaselError {
  return (
    error instanceof EaselError &&
    (error.details.reason === 'MISSING_THOUGHT_SIGNATURE' ||
      (error.kind === 'invalidRequest' &&
        error.details.maybeBilled !== true &&
        [400, 413].includes(error.details.status ?? 0)))
  );
}

/** Whatever became of the second request, the first may have been billed. */
function asBilled(error: unknown): unknown {
  return error instanceof EaselError
    ? new EaselError(error.kind, { ...error.details, maybeBilled: true }, { cause: error.cause })
    : error;
}
