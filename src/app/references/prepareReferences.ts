import { EaselError } from '../../core/model/errors';
import { fitReference } from '../../shared/referenceFit';
import type { GenerateForm } from '../form/generateForm';
import type { Services } from '../services';
import type { ReferenceReader } from './referenceReader';
import { openReference, readImageFacts, type PreparedReference } from './referenceFile';
import { findConverted, type ConversionKey } from './referenceStore';

/** How the files of one click are read. */
export interface Reading {
  readonly reader: ReferenceReader;
  readonly signal: AbortSignal;
}

type FormFacts = Pick<GenerateForm, 'references' | 'choice'>;

/**
 * The references of a form as its model takes them: each file itself, or what the panel has made of it. The hash and
 * the name are the file's own in any case.
 * @throws EaselError `cannotReadReference`, and `invalidRequest` for one that the panel has yet to convert.
 */
export async function prepareReferences(
  { references, choice }: FormFacts,
  { files, storage }: Services,
  { reader, signal }: Reading,
): Promise<readonly PreparedReference[]> {
  const prepared: PreparedReference[] = [];
  for (const reference of references) {
    const original = await reader.prepare(reference, signal);
    const fit = fitReference(original, choice.model.capabilities);
    prepared.push(
      fit.kind === 'convert'
        ? await convertedReference(original, { sha256: original.sha256, plan: fit.plan }, { files, storage })
        : original,
    );
  }
  return prepared;
}

/** Whether the panel has to convert a reference before the form can be sent. */
export async function needsConversion(
  { references, choice }: FormFacts,
  { files, storage }: Services,
  { reader, signal }: Reading,
): Promise<boolean> {
  for (const reference of references) {
    const fit = fitReference(await readImageFacts(files, reference.uri), choice.model.capabilities);
    if (fit.kind === 'convert') {
      const { sha256 } = await reader.prepare(reference, signal);
      if (!(await findConverted(storage.folder, { sha256, plan: fit.plan }))) {
        return true;
      }
    }
  }
  return false;
}

async function convertedReference(
  original: PreparedReference,
  key: ConversionKey,
  { files, storage }: Pick<Services, 'files' | 'storage'>,
): Promise<PreparedReference> {
  const converted = await findConverted(storage.folder, key);
  if (!converted) {
    throw new EaselError('invalidRequest', {
      problem: { problem: 'referenceNotConverted', file: original.name },
    });
  }
  const { format, width = 0, height = 0, isTurned, isGrey } = await readImageFacts(files, converted);
  const source = await openReference(files, converted);
  return {
    ...original,
    byteLength: source.byteLength,
    read: () => source.read(),
    ...{ format, width, height, isTurned, isGrey },
    sentAs: { format, width, height },
  };
}
