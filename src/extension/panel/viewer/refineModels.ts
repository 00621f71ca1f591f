import { conversationsFolder, findExchanges } from '../../../core/storage/conversationStore';
import type { RefineView } from '../../../protocol/viewerViews';
import { optionsForEdit } from '../../../app/references/editOptions';
import { readProviders } from '../../../app/providers/providerSettings';
import { findConversation } from '../../../app/generate/conversations';
import type { GenerateForm } from '../../../app/form/generateForm';
import { currentModel, modelOf, offeredModels, type ModelChoice } from '../../../app/providers/modelChoice';
import { estimateText } from '../../text/moneyText';
import type { ReadImage } from '../../../app/history/originals';
import type { Services } from '../../ports/services';
import { ReferenceReader } from '../../../app/references/referenceReader';
import { readImageFacts, type ImageFacts } from '../../../app/references/referenceFile';
import { estimateOfForms } from '../../../app/spending/confirmSpending';

export interface RefineWish {
  /** URI. */
  readonly image: string;
  readonly prompt: string;
  readonly choice: ModelChoice;
  readonly facts: ImageFacts;
}

/** An edit with the image as its first reference, saved beside it; or the next of a conversation. */
export function refineForm(parts: Services, { image, prompt, choice, facts }: RefineWish): GenerateForm {
  return {
    prompt,
    references: [{ uri: image, use: 'asset' }],
    continues: true,
    choice,
    options: optionsForEdit(parts, choice.model, facts),
    count: 1,
    target: { kind: 'beside', original: image },
  };
}

/** What the box says of each model: what it would cost, and with which the conversation goes on. */
export async function refineModels(
  parts: Services,
  { uri, sha256 }: ReadImage,
): Promise<Pick<RefineView, 'estimates' | 'continues'>> {
  const facts = await readImageFacts(parts.files, uri);
  const formFor = (choice: ModelChoice): GenerateForm =>
    refineForm(parts, { image: uri, prompt: '', choice, facts });
  const current = currentModel(parts);
  const choices = readProviders(parts.settings).providers.flatMap((provider) =>
    offeredModels(parts, provider, current).map((model) => ({ provider, model })),
  );
  return {
    estimates: Object.fromEntries(
      choices.map((choice) => [
        keyOf(choice),
        estimateText(estimateOfForms(parts.settings, [formFor(choice)])),
      ]),
    ),
    continues: await continuingModel(parts, sha256, formFor),
  };
}

async function continuingModel(
  parts: Services,
  sha256: string,
  formFor: (choice: ModelChoice) => GenerateForm,
): Promise<string> {
  const last = (await findExchanges(conversationsFolder(parts.storage.folder), sha256))?.at(-1);
  if (!last) {
    return '';
  }
  const choice = modelOf(parts.settings, last);
  const found = await findConversation(formFor(choice), parts, {
    reader: new ReferenceReader(parts.files),
    signal: new AbortController().signal,
  });
  return found ? keyOf(choice) : '';
}

function keyOf({ provider, model }: ModelChoice): string {
  return `${provider.id}/${model.id}`;
}
