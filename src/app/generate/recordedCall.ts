import { originOf } from '../../core/http/policy/keyOrigin';
import type { PaidCall } from '../../core/journal/entryState';
import type { ImageRequest } from '../../core/model/request';
import { stemOf } from '../form/generateForm';
import type { TargetFolder } from '../form/targetFolder';
import type { Files } from '../ports';
import { recipePath } from '../project/paths';
import type { PreparedReference } from '../references/referenceFile';
import type { Conversation } from './conversations';
import type { PreparedRequest } from './prepareRequest';

export interface CallFacts {
  readonly prepared: PreparedRequest;
  readonly files: Files;
  readonly folder: TargetFolder;
  readonly jobId: string;
  /** `undefined` for what costs nothing. */
  readonly spentId: string | undefined;
}

/** A call as it goes on record before it is sent. */
export function recordedCall(
  { count, prompt, seed }: ImageRequest,
  { prepared, files, folder, jobId, spentId }: CallFacts,
): PaidCall {
  const { form, references, conversation } = prepared;
  const { options, choice, additions = [] } = form;
  return {
    jobId,
    workspaceFolder: files.folderOf(folder.uri)?.uri ?? '',
    startedAt: Date.now(),
    prompt,
    ...(additions.length > 0 && { parts: { own: form.prompt, additions } }),
    providerId: choice.provider.id,
    modelId: choice.model.id,
    origin: originOf(choice.provider.baseUrl),
    options: { ...options, ...(seed !== undefined && { seed }) },
    count,
    references: recordedReferences(files, references),
    ...(conversation && { continued: recordedImage(files, conversation) }),
    ...(form.mask !== undefined && { mask: { sha256: form.mask } }),
    folder: folder.uri,
    stem: stemOf(form),
    ...(spentId !== undefined && { spentId }),
  };
}

function recordedImage(
  files: Files,
  { image: { uri, sha256 } }: Conversation,
): NonNullable<PaidCall['continued']> {
  return { uri, path: recipePath(files, uri), sha256 };
}

/** References as they stand in the journal and in the recipe. */
export function recordedReferences(
  files: Files,
  references: readonly PreparedReference[],
): PaidCall['references'] {
  return references.map(({ uri, sha256, use, sentAs }) => ({
    uri,
    path: recipePath(files, uri),
    sha256,
    use,
    ...(sentAs && { sentAs }),
  }));
}
