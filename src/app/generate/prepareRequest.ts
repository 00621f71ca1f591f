import { assertRequest } from '../../core/generate/assertRequest';
import type { ImageRequest } from '../../core/model/request';
import { composePrompt } from '../../shared/composePrompt';
import type { GenerateForm } from '../form/generateForm';
import { prepareMask } from '../references/prepareMask';
import { prepareReferences, type Reading } from '../references/prepareReferences';
import type { PreparedReference } from '../references/referenceFile';
import type { Services } from '../services';
import { findConversation, type Conversation } from './conversations';

/** A form whose files are read, and that its model takes. Nobody was asked, and nothing was sent. */
export interface PreparedRequest {
  readonly form: GenerateForm;
  readonly request: ImageRequest;
  readonly references: readonly PreparedReference[];
  readonly conversation: Conversation | undefined;
  /** All files that go with it. */
  readonly files: readonly { readonly uri: string }[];
}

/**
 * Everything that can be rejected without a question.
 * @throws EaselError `cannotReadReference`, `invalidRequest`; an `AbortError` when the signal fired.
 */
export async function prepareRequest(
  form: GenerateForm,
  services: Services,
  reading: Reading,
): Promise<PreparedRequest> {
  const { choice, options, count } = form;
  const prompt = composePrompt(form.prompt, form.additions ?? []);
  const conversation = form.continues && (await findConversation(form, services, reading));
  const own = conversation ? { ...form, references: form.references.slice(1) } : form;
  const references = await prepareReferences(own, services, reading);
  const mask = await prepareMask(form, references, services, reading.signal);
  const said = conversation && { conversation: conversation.exchanges };
  const request: ImageRequest = { prompt, references, count, ...options, ...said, ...(mask && { mask }) };
  assertRequest(request, choice.model.capabilities);
  return { form, request, references, conversation, files: [...(conversation?.files ?? []), ...references] };
}
