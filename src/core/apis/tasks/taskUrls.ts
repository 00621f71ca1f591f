import { EaselError } from '../../model/errors';
import { refusedAddress } from '../../http/policy/resultUrl';
import type { CallContext, Task } from '../common/api';
import { ownUrl, requestTo, requestToUrl, type Addressed } from '../common/requestTo';

/** Puts the parts of a request into a path of a row. The slashes of a model's id are the path's own. */
export function fillIn(
  template: string,
  { model, taskId = '' }: { readonly model: string; readonly taskId?: string },
): string {
  const isStep = (part: string): boolean => part !== '.' && part !== '..';
  const modelPath = model.split('/').filter(isStep).map(encodeURIComponent).join('/');
  return template
    .replaceAll('{model}', () => modelPath)
    .replaceAll('{task_id}', () => encodeURIComponent(taskId));
}

export interface Candidates {
  /** As an answer gave it. */
  readonly url: string | undefined;
  /** As the row says. */
  readonly path: string | undefined;
}

/**
 * Where a question about a task goes, with the key. An address at a foreign host never gets it: then the row's own path
 * counts.
 * @throws EaselError `unexpectedAnswer` (reason `address`) where the row has none.
 */
export function addressOf({ url, path }: Candidates, { taskId }: Task, context: CallContext): Addressed {
  const { provider, model } = context;
  const own = url === undefined ? undefined : ownUrl(url, provider);
  if (own) {
    return requestToUrl(context, own);
  }
  // A task that goes by its address alone has no id that a path could hold.
  if (path !== undefined && url !== taskId) {
    return requestTo(context, fillIn(path, { model: model.id, taskId }));
  }
  const { kind, details } = refusedAddress(
    'foreign',
    url !== undefined && URL.canParse(url) ? new URL(url).host : '',
  );
  throw new EaselError(kind, { ...details, maybeBilled: true });
}
