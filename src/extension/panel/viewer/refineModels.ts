import type * as vscode from 'vscode';
import { findExchanges } from '../../../core/storage/conversationStore';
import type { RefineView } from '../../../protocol/viewerViews';
import { optionsForEdit } from '../../references/editOptions';
import { readProviders } from '../../providers/providerSettings';
import { conversationsDirectory, findConversation } from '../../generate/conversations';
import type { GenerateForm } from '../../form/generateForm';
import { currentModel, modelOf, offeredModels, type ModelChoice } from '../../providers/modelChoice';
import { estimateText } from '../../text/moneyText';
import type { ReadImage } from '../../history/originals';
import type { Services } from '../../platform/services';
import { readImageFacts, type ImageFacts } from '../../references/referenceFile';
import { estimateOfForms } from '../../spending/confirmSpending';

export interface RefineWish {
  readonly image: vscode.Uri;
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
  const facts = await readImageFacts(uri);
  const formFor = (choice: ModelChoice): GenerateForm =>
    refineForm(parts, { image: uri, prompt: '', choice, facts });
  const current = currentModel(parts);
  const choices = readProviders().providers.flatMap((provider) =>
    offeredModels(parts, provider, current).map((model) => ({ provider, model })),
  );
  return {
    estimates: Object.fromEntries(
      choices.map((choice) => [keyOf(choice), estimateText(estimateOfForms([formFor(choice)]))]),
    ),
    continues: await continuingModel(parts, sha256, formFor),
  };
}

async function continuingModel(
  parts: Services,
  sha256: string,
  formFor: (choice: ModelChoice) => GenerateForm,
): Promise<string> {
  const last = (await findExchanges(conversationsDirectory(parts), sha256))?.at(-1);
  if (!last) {
    return '';
  }
  const choice = modelOf(last);
  const found = await findConversation(formFor(choice), parts, new AbortController().signal);
  return found ? keyOf(choice) : '';
}

function keyOf({ provider, model }: ModelChoice): string {
  return `${provider.id}/${model.id}`;
}
