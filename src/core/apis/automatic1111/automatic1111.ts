import * as z from 'zod';
import { checkpoints, withoutHash } from '../common/stableDiffusionCheckpoints';
import { EaselError } from '../../model/errors';
import { greyMask } from '../../image/mask';
import type { Mask, Reference } from '../../model/reference';
import type { ImageRequest } from '../../model/request';
import type { Api, ApiAnswer, CallContext, KeyCheckContext, ReceivedImage } from '../common/api';
import { Base64Text, type JsonAnswer, type JsonBody } from '../../http/client';
import { askFor } from '../response/getJson';
import { orFailure } from '../response/bodyFailure';
import { collectImages } from '../response/collectImages';
import { checkpointsPath, listCheckpoints } from '../response/listModels';
import { imageFromBase64, longString, textOf, type LongString } from '../response/responseText';
import { asObject, loose, membersOf } from '../response/loose';
import { parsePixels } from '../common/pixelSize';
import { otherShape, readAnswer } from '../response/parseResponse';
import type { PaidRequest } from '../common/sendPaid';
import { sendWatched } from './automatic1111Progress';

/**
 * The API of AUTOMATIC1111's web UI, which Forge and stable-diffusion.cpp speak as well: `txt2img`, and `img2img` where
 * there is a reference. https://github.com/AUTOMATIC1111/stable-diffusion-webui, `modules/api/api.py`
 */
export const automatic1111: Api = { generate, checkKey, listModels: listCheckpoints };

/** The model's id that stands for whatever checkpoint the server has loaded. */
const loadedCheckpoint = 'current';

/** How far the image may go from its reference: 0 keeps it, 1 forgets it. The API's own default, said to be sure. */
const denoisingStrength = 0.75;

const drawnFields = z.object({ images: membersOf(longString), info: loose(longString) });

/** It fits any answer. */
const drawn = z.unknown().transform((body) => drawnFields.parse(asObject(body) ?? {}));

async function generate(request: ImageRequest, context: CallContext): Promise<ApiAnswer> {
  const mask = request.mask && (await greyMask(request.mask, context.signal));
  const paid = encode({ ...request, ...(mask && { mask }) }, context);
  await refuseUnknownCheckpoint(context);
  const answer = await sendWatched(context, paid);
  const source = { provider: context.provider, method: 'POST' } as const;
  return orFailure(answer, source, () => imagesOf(answer, context));
}

async function imagesOf(answer: JsonAnswer, context: CallContext): Promise<ApiAnswer> {
  const source = { provider: context.provider, method: 'POST' } as const;
  const { images: encoded, info } = readAnswer(answer, drawn, source);
  const seeds = readSeeds(info, context);
  const known = encoded.flatMap((each, index, { length }) =>
    // With another number of them nobody could tell which is whose.
    imageFromBase64(each, undefined).map((image) =>
      withSeed(image, length === seeds.length ? seeds[index] : undefined),
    ),
  );
  const found = { known, body: answer.body, text: '', facts: {}, isRefused: false };
  const collected = await collectImages(found, context);
  if (!collected) {
    const isKnown = Array.isArray(asObject(answer.body)?.images);
    throw isKnown ? new EaselError('noImage', { maybeBilled: true }) : otherShape(answer, source);
  }
  return { images: collected.images, leftOut: collected.leftOut };
}

/** The list of checkpoints costs nothing and needs the password, where the server has one. */
async function checkKey(context: KeyCheckContext): Promise<void> {
  await askFor(context, checkpointsPath, z.unknown());
}

/** The server itself would draw with another checkpoint than was asked for, and not say so. */
async function refuseUnknownCheckpoint(context: CallContext): Promise<void> {
  const { id } = context.model;
  if (id === loadedCheckpoint) {
    return;
  }
  const known = await askFor(context, checkpointsPath, checkpoints);
  if (!known.some(({ title, model_name: name }) => [title, withoutHash(title), name].includes(id))) {
    const offered = known.map(({ title }) => withoutHash(title));
    throw new EaselError('invalidRequest', { problem: { problem: 'unknownModel', model: id, offered } });
  }
}

function encode(request: ImageRequest, { model }: CallContext): PaidRequest {
  const { prompt, references, mask, count, size, seed, negativePrompt } = request;
  const [reference, ...others] = references;
  if (others.length > 0) {
    // A row may claim more; they would be dropped without a word.
    const problem = { problem: 'tooManyReferences', count: references.length, limit: 1 } as const;
    throw new EaselError('invalidRequest', { problem });
  }
  const common: Readonly<Record<string, JsonBody>> = {
    prompt,
    negative_prompt: negativePrompt,
    ...(size === '' ? reference && pixelsLike(reference) : parsePixels(size)),
    batch_size: count > 1 ? count : undefined,
    seed,
    override_settings: model.id === loadedCheckpoint ? undefined : { sd_model_checkpoint: model.id },
  };
  if (!reference) {
    return { path: '/sdapi/v1/txt2img', body: common };
  }
  return {
    path: '/sdapi/v1/img2img',
    body: {
      ...common,
      init_images: [new Base64Text(reference)],
      denoising_strength: denoisingStrength,
      // Cropped to the ratio that was asked for; by default it would be distorted.
      resize_mode: 1,
      ...(mask && inpainting(mask)),
    },
  };
}

/**
 * White is what changes; with transparency it would be the other way round. What the API does by default is not what the
 * web UI does: it would begin with smeared colours instead of the image, and answer with the marked part alone.
 */
function inpainting(mask: Mask): Readonly<Record<string, JsonBody>> {
  return { mask: new Base64Text(mask), mask_blur: 4, inpainting_fill: 1, inpaint_full_res: false };
}

/** About what the common checkpoints were trained on; more takes memory that many a card does not have. */
const usualPixels = 1024 * 1024;

/** The reference's own size, in steps of 8, as the server draws; without one it would make everything 512 x 512. */
function pixelsLike({ width = 0, height = 0 }: Reference): {
  readonly width?: number;
  readonly height?: number;
} {
  if (width === 0 || height === 0) {
    return {};
  }
  const scale = Math.min(1, Math.sqrt(usualPixels / (width * height)));
  const stepped = (side: number): number => Math.max(64, Math.round((side * scale) / 8) * 8);
  return { width: stepped(width), height: stepped(height) };
}

const infoFields = z.object({
  seed: loose(z.number()),
  all_seeds: membersOf(z.number()),
  sd_model_name: loose(z.string()),
});

/** What it takes to make each image again; the server writes the same into the image itself. */
function readSeeds(info: LongString | undefined, { log }: CallContext): readonly number[] {
  const { data } = infoFields.safeParse(tryParse(textOf(info)));
  const [...all] = data?.all_seeds ?? [];
  const seeds = all.length > 0 || data?.seed === undefined ? all : [data.seed];
  if (seeds.length > 0) {
    log(`Seeds ${seeds.join(', ')}, checkpoint ${data?.sd_model_name ?? 'not named'}.`);
  }
  return seeds;
}

function withSeed(image: ReceivedImage, seed: number | undefined): ReceivedImage {
  return seed !== undefined && Number.isSafeInteger(seed) && seed >= 0 ? { ...image, seed } : image;
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
