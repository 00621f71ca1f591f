import { createHash } from 'node:crypto';
import { apis } from '../../core/apis/table';
import { boundsOf, fitsInto, type AnswerPart, type Exchange } from '../../core/model/conversation';
import { EaselError } from '../../core/model/errors';
import { originOf } from '../../core/http/policy/keyOrigin';
import { readExactly } from '../../core/http/requestBody';
import {
  conversationsFolder,
  findExchanges,
  type KeptExchange,
  type KeptPart,
} from '../../core/storage/conversationStore';
import type { ByteSource } from '../../core/model/reference';
import { withoutSplice } from '../../core/storage/byteSplice';
import { prepareReferences, type Reading } from '../references/prepareReferences';
import type { GenerateForm } from '../form/generateForm';
import { recentHistory } from '../history/history';
import type { ModelChoice } from '../providers/modelChoice';
import type { Services } from '../services';
import { openReference } from '../references/referenceFile';
import { isReferencePlace } from '../references/referenceStore';
import { isInWorkspace } from '../project/paths';

/** What a request goes on with. */
export interface Conversation {
  readonly exchanges: readonly Exchange[];
  /** The image that it goes on from, by its file. */
  readonly image: { readonly uri: string; readonly sha256: string };
  /** All files that are sent again, each once. */
  readonly files: readonly { readonly uri: string }[];
}

/** How far back images are looked for. */
const entriesRead = 2000;

/**
 * The conversation that a form's first reference came from, where this very model can go on with it: all of it is there,
 * no file of it has changed, and it is not too much for one request. Else the image goes as a reference.
 * @throws an `AbortError` when the signal fired.
 */
export async function findConversation(
  { references, choice }: Pick<GenerateForm, 'references' | 'choice'>,
  parts: Services,
  reading: Reading,
): Promise<Conversation | undefined> {
  const [first, ...others] = references;
  if (first?.use !== 'asset' || !apis[choice.model.api ?? choice.provider.api].goesOn) {
    return undefined;
  }
  try {
    const image = await reading.reader.prepare(first, reading.signal);
    const kept = await findExchanges(conversationsFolder(parts.storage.folder), image.sha256);
    if (!kept?.every((each) => isWith(choice, each))) {
      return undefined;
    }
    const files = await filesOf(image, parts);
    const opened = await Promise.all(kept.map((each) => open(each, { choice, parts, files, reading })));
    const exchanges = opened.map(({ exchange }) => exchange);
    const next = {
      prompt: '',
      answer: [],
      references: await prepareReferences({ references: others, choice }, parts, reading),
    };
    return fitsInto([...exchanges, next], boundsOf(choice.provider, choice.model.capabilities))
      ? { exchanges, image, files: withoutDoubles([first, ...opened.flatMap(({ sent }) => sent)]) }
      : undefined;
  } catch (error) {
    if (error instanceof EaselError) {
      return undefined;
    }
    throw error;
  }
}

/** Signatures are worth something to the model that made them alone, at the address where it did. */
function isWith({ provider, model }: ModelChoice, exchange: KeptExchange): boolean {
  return (
    exchange.providerId === provider.id &&
    exchange.modelId === model.id &&
    exchange.origin === originOf(provider.baseUrl)
  );
}

interface OpenContext {
  readonly choice: ModelChoice;
  readonly parts: Services;
  /** By their SHA-256. */
  readonly files: ReadonlyMap<string, string>;
  readonly reading: Reading;
}

/** @throws EaselError `cannotReadReference` for what is not as it was. */
async function open(
  { prompt, references, answer }: KeptExchange,
  { choice, parts, files, reading }: OpenContext,
): Promise<{ readonly exchange: Exchange; readonly sent: readonly { readonly uri: string }[] }> {
  const sent = references.map(({ uri, use }) => ({ uri, use }));
  const isMoved = sent.some(({ uri }) => !isReferencePlace(parts.files, parts.storage.folder, uri));
  const prepared = isMoved ? [] : await prepareReferences({ references: sent, choice }, parts, reading);
  if (references.some(({ sha256 }, index) => prepared[index]?.sha256 !== sha256)) {
    throw changed();
  }
  const opened: AnswerPart[] = [];
  for (const part of answer) {
    opened.push('file' in part ? await openImage(part, { parts, files, reading }) : part);
  }
  const images = answer.flatMap((part) => ('file' in part ? (files.get(part.file) ?? []) : []));
  return {
    exchange: { prompt, references: prepared, answer: opened },
    sent: [...sent, ...images.map((uri) => ({ uri }))],
  };
}

/** The image as the provider sent it: without the recipe that was put into the file. */
async function openImage(
  { file, splice, sha256, byteLength, mediaType, ...rest }: Extract<KeptPart, { readonly file: string }>,
  { parts, files, reading: { signal } }: Pick<OpenContext, 'parts' | 'files' | 'reading'>,
): Promise<AnswerPart> {
  const uri = files.get(file);
  if (uri === undefined) {
    throw changed();
  }
  const saved = await openReference(parts.files, uri);
  const image: ByteSource = { byteLength, read: () => withoutSplice(saved.read(), splice) };
  const hash = createHash('sha256');
  for await (const piece of readExactly(image)) {
    signal.throwIfAborted();
    hash.update(piece);
  }
  if (hash.digest('hex') !== sha256) {
    throw changed();
  }
  return { ...rest, image, mediaType };
}

/** Where the images of this workspace are; the one that the user sees before them is there for certain. */
async function filesOf(
  { uri, sha256 }: Conversation['image'],
  services: Services,
): Promise<ReadonlyMap<string, string>> {
  const entries = await recentHistory(services, entriesRead);
  const known = entries
    .toReversed()
    .map((entry) => [entry.sha256, entry.uri] as const)
    .filter(([, file]) => isInWorkspace(services.files, file));
  return new Map([...known, [sha256, uri]]);
}

/** What one prompt was answered with may be what the next was about. */
function withoutDoubles(files: Conversation['files']): Conversation['files'] {
  return Array.from(new Map(files.map((file) => [file.uri, file])).values());
}

function changed(): EaselError {
  return new EaselError('cannotReadReference', { reason: 'changed' });
}
