import * as vscode from 'vscode';
import { dimensionsPrefix, readDimensions } from '../../../core/image/header/dimensions';
import { formatFacts } from '../../../shared/imageFormat';
import { sniffFormat } from '../../../core/image/sniff';
import { fitReference, type ConversionPlan, type ReferenceFit } from '../../../shared/referenceFit';
import type { ReferenceFitView } from '../../../protocol/views';
import { describeError } from '../../text/errorText';
import { modelOf } from '../../../app/providers/modelChoice';
import { sanitize } from '../../text/plainText';
import {
  prepareReference,
  readImageFacts,
  referenceName,
  type ImageFacts,
} from '../../../app/references/referenceFile';
import { findConverted, keepConverted } from '../../../app/references/referenceStore';
import { readImageSource } from '../base/imageSource';
import type { PageContext } from '../base/pageContext';

interface ModelId {
  readonly providerId: string;
  readonly modelId: string;
}

const { t } = vscode.l10n;

/** Finds what was made of a reference earlier so that the model takes it, or has the page make it. */
export async function fitForModel(uri: string, model: ModelId, context: PageContext): Promise<void> {
  const tell = (fit: ReferenceFitView): void =>
    context.panel.post({ type: 'referenceFit', uri, ...model, fit });
  try {
    const { files, settings } = context.parts;
    const facts = await readImageFacts(files, uri);
    const fit = fitReference(facts, modelOf(settings, model).model.capabilities);
    if (fit.kind === 'convert') {
      await convert({ uri, facts, plan: fit.plan, context, tell });
    } else {
      tell(
        fit.kind === 'asIs'
          ? { state: 'ready', note: '' }
          : { state: 'failed', problem: refusal(referenceName(files, uri), facts, fit) },
      );
    }
  } catch (error) {
    tell({ state: 'failed', problem: describeError(error).message });
  }
}

interface Conversion {
  readonly uri: string;
  readonly facts: ImageFacts;
  readonly plan: ConversionPlan;
  readonly context: PageContext;
  readonly tell: (fit: ReferenceFitView) => void;
}

async function convert(conversion: Conversion): Promise<void> {
  const { uri, facts, plan, context, tell } = conversion;
  const { files, storage } = context.parts;
  const { sha256 } = await prepareReference(files, { uri, use: 'asset' }, new AbortController().signal);
  const key = { sha256, plan };
  const ready = async (converted: string): Promise<void> =>
    tell({ state: 'ready', note: describeConversion(facts, await readImageFacts(files, converted)) });
  const earlier = await findConverted(storage.folder, key);
  if (earlier !== undefined) {
    await ready(earlier);
    return;
  }
  const fail = (): void =>
    tell({
      state: 'failed',
      problem: t(
        '{0} cannot be opened. Export it as PNG or JPEG and use that.',
        sanitize(referenceName(files, uri)),
      ),
    });
  const id = context.panel.uploads.expect({
    maxBytes: plan.maxBytes,
    fail,
    take: async (bytes) => {
      if (isAsPlanned(bytes, plan)) {
        await ready(await keepConverted(storage.folder, key, bytes));
      } else {
        fail();
      }
    },
  });
  context.panel.post({
    type: 'convertImage',
    id,
    source: await readImageSource(uri, context.panel.webview),
    plan,
  });
}

/** The page is not trusted to have done as it was asked. */
function isAsPlanned(bytes: Uint8Array, { format, maxSide }: ConversionPlan): boolean {
  const header = bytes.subarray(0, dimensionsPrefix);
  const size = sniffFormat(header) === format ? readDimensions(header, format) : undefined;
  return size !== undefined && Math.max(size.width, size.height) <= maxSide;
}

/** Such as “converted to PNG, scaled to 4096 × 2731, first frame only”. */
function describeConversion(
  original: ImageFacts,
  { format, width = 0, height = 0, isGrey }: ImageFacts,
): string {
  const isScaled = width !== original.width || height !== original.height;
  return [
    ...(original.isTurned ? [turnedText(original)] : []),
    ...(format === original.format ? [] : [t('converted to {0}', formatFacts[format].label)]),
    ...(isScaled && original.width !== undefined ? [t('scaled to {0} × {1}', width, height)] : []),
    ...(original.width === undefined ? [t('drawn at {0} × {1}', width, height)] : []),
    ...(original.isGrey && !isGrey ? [t('in RGB')] : []),
    ...(original.isAnimated ? [t('first frame only')] : []),
  ].join(', ');
}

/** VS Code's browser heeds EXIF in a JPEG and PNG; a WebP is sent as VS Code shows it. */
function turnedText({ format }: ImageFacts): string {
  return format === 'webp' ? t('without its EXIF orientation') : t('turned upright');
}

function refusal(
  file: string,
  { format, width = 0, height = 0 }: ImageFacts,
  { reason }: Extract<ReferenceFit, { kind: 'refused' }>,
): string {
  const name = sanitize(file);
  return reason === 'undecodable'
    ? t(
        '{0} is {1}, which this model does not take and VS Code cannot convert. Export it as PNG or JPEG and use that.',
        name,
        formatFacts[format].label,
      )
    : t('{0} has {1} × {2} pixels, too many to be scaled down here. Use a smaller one.', name, width, height);
}
