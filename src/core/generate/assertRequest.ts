import type { Capabilities } from '../../shared/capabilities';
import { checkRequest } from '../../shared/checkRequest';
import { EaselError } from '../model/errors';
import type { ImageRequest } from '../model/request';

/**
 * Checks a request against what a model can do, before anything is paid.
 * @throws EaselError `invalidRequest` with the first problem found.
 */
export function assertRequest(request: ImageRequest, capabilities: Capabilities): void {
  const [problem] = checkRequest(request, capabilities);
  if (problem) {
    throw new EaselError('invalidRequest', { problem });
  }
}
