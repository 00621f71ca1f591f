import * as vscode from 'vscode';
import { askModal } from '../platform/modal';
import { Declined, isCancellation } from '../../core/model/cancellation';
import { EaselError } from '../../core/model/errors';
import type { Provider } from '../../core/model/provider';
import { newDraft, providerOf, rowOf, withRowAdded } from '../../core/providerSettings/providerDraft';
import { findModel } from '../../core/providers/table';
import { keyOf, listedOf, type Answers } from '../addProvider/answers';
import { keyFor } from '../addProvider/keySteps';
import type { StepId } from '../addProvider/step';
import { walkSteps } from '../addProvider/runSteps';
import { testConnection, type ConnectionResult } from '../keys/connectionTest';
import { storeKey } from '../../app/keys/keyStore';
import { keepModels } from '../../app/providers/modelCache';
import { chooseModel } from '../../app/providers/modelChoice';
import type { Services } from '../ports/services';
import { updateUserSetting } from '../ports/settings';
import { sanitize } from '../text/plainText';

const { t } = vscode.l10n;

/** *Add Provider…*: asks for all that a row needs, tries it, and saves it. Until then everything stays as it was. */
export async function addProvider(parts: Services): Promise<void> {
  try {
    const answers = await askForProvider(parts);
    const provider = providerOf(answers.draft);
    await save(parts, provider, answers);
    // Not awaited: the provider is there, whoever reads this.
    tell(provider, answers).catch((error: unknown) => parts.log.failure(error));
  } catch (error) {
    // Whoever called goes on, such as the box whose model is being chosen.
    if (!isCancellation(error)) {
      throw error;
    }
  }
}

async function askForProvider(parts: Services): Promise<Answers> {
  let answers: Answers = { draft: newDraft('openai-images') };
  for (let from: StepId = 'kind'; ;) {
    answers = await walkSteps(answers, { parts, rows: readRows(parts), from });
    const provider = providerOf(answers.draft);
    const result = await testConnection(parts, provider, await keyFor(parts, answers));
    if ((await askWhatNow(provider, result)) === 'save') {
      return answers;
    }
    from = result.kind === 'refused' && provider.needsKey ? 'key' : 'address';
  }
}

/** @throws Declined when the user pressed Escape. */
async function askWhatNow(provider: Provider, result: ConnectionResult): Promise<'save' | 'edit'> {
  const { label } = provider;
  const edit = t('Edit');
  const save = result.kind === 'good' ? t('Save') : t('Save Anyway');
  const questions = {
    good: t('{0} is ready.', sanitize(label)),
    refused: t('{0} did not take the key.', sanitize(label)),
    unclear: t('It is not sure that {0} works.', sanitize(label)),
  };
  const isGood = result.kind === 'good';
  const answer = await askModal({
    question: questions[result.kind],
    detail: result.text,
    actions: isGood ? [save, edit] : [edit, save],
    isInformation: isGood,
  });
  if (answer === undefined) {
    throw new Declined();
  }
  return answer === save ? 'save' : 'edit';
}

/** The rows are read again, since someone may have written one meanwhile. */
async function save(parts: Services, provider: Provider, answers: Answers): Promise<void> {
  const { draft } = answers;
  const rows = withRowAdded(readRows(parts), rowOf(draft));
  await updateUserSetting('providers', rows);
  if (provider.needsKey && keyOf(answers) !== '') {
    await storeKey(parts, provider, keyOf(answers));
  }
  const models = listedOf(answers);
  if (models) {
    await keepModels(parts, provider, models);
  }
  await chooseModel(parts, { provider, model: findModel(provider, draft.modelId) });
  parts.events.providersChanged();
}

/**
 * As they stand in the user's settings, whatever they are.
 * @throws EaselError `invalidRequest` where the setting is no list: what it holds must not get lost.
 */
function readRows({ settings }: Services): readonly unknown[] {
  const rows = settings.inspect('providers').user ?? [];
  if (!Array.isArray(rows)) {
    throw new EaselError('invalidRequest', { problem: { problem: 'noList' } });
  }
  return rows as readonly unknown[];
}

async function tell(provider: Provider, { draft }: Answers): Promise<void> {
  const openPanel = t('Open Panel');
  // What a service of tasks calls its fields stands in its row.
  const openSettings = t('Open Settings');
  const model = findModel(provider, draft.modelId);
  const answer = await vscode.window.showInformationMessage(
    t('{0} was added. Images now come from {1}.', sanitize(provider.label), sanitize(model.label)),
    openPanel,
    ...(draft.kind === 'tasks' ? [openSettings] : []),
  );
  if (answer === openPanel) {
    await vscode.commands.executeCommand('easel.openPanel');
  } else if (answer === openSettings) {
    await vscode.commands.executeCommand('workbench.action.openSettingsJson', {
      revealSetting: { key: 'easel.providers' },
    });
  }
}
