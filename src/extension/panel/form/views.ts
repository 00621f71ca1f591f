import * as vscode from 'vscode';
import { apis } from '../../../core/apis/table';
import { isTooLargeToShow } from '../../../shared/imageFormat';
import { withDefaults } from '../../../shared/options';
import { priceOf } from '../../../core/spending/prices';
import type { ModelView, PanelForm, ProviderView, ReferenceView } from '../../../protocol/views';
import { describeError } from '../../text/errorText';
import { describeImage } from '../../jobs/jobText';
import { hasKey } from '../../../app/keys/keyStore';
import {
  currentModel,
  lastOptions,
  offeredModels,
  type ModelChoice,
} from '../../../app/providers/modelChoice';
import type { Files } from '../../../app/ports';
import type { Services } from '../../ports/services';
import { readProviders } from '../../../app/providers/providerSettings';
import { readImageFacts, referenceName, refuseCmyk } from '../../../app/references/referenceFile';
import { getDeprecationOfChoice, deprecationText } from '../../text/deprecationText';
import { readImageSource } from '../base/imageSource';
import { panelOptions } from './panelOptions';

/** What the page shows, made from what the host knows. */

export async function providerViews(parts: Services): Promise<readonly ProviderView[]> {
  const current = currentModel(parts);
  return Promise.all(
    readProviders(parts.settings).providers.map(async (provider) => ({
      id: provider.id,
      label: provider.label,
      ready: await hasKey(parts, provider),
      hasModelList: apis[provider.api].listModels !== undefined,
      models: offeredModels(parts, provider, current).map((model) => modelView({ provider, model }, parts)),
    })),
  );
}

function modelView(choice: ModelChoice, parts: Services): ModelView {
  const { id, label, capabilities } = choice.model;
  const retirement = getDeprecationOfChoice(parts, choice);
  return {
    ...{ id, label, capabilities, isFree: priceOf(choice.provider, choice.model) === 'free' },
    ...(retirement && {
      retirement: {
        text: deprecationText(choice, retirement),
        modelId: retirement.replacement.id,
        action: vscode.l10n.t('Use {0}', retirement.replacement.label),
      },
    }),
  };
}

/** The form of someone who opens the panel for the first time: the model and options that were used last. */
export function freshForm(parts: Services): PanelForm {
  const { provider, model } = currentModel(parts);
  return {
    prompt: '',
    references: [],
    mask: '',
    providerId: provider.id,
    modelId: model.id,
    compareWith: [],
    variations: false,
    ...panelOptions(withDefaults(lastOptions(parts), model.capabilities)),
    count: 1,
    folder: '',
    presets: [],
    styleFile: true,
  };
}

export async function referenceView(
  files: Files,
  uri: string,
  webview: vscode.Webview,
): Promise<ReferenceView> {
  const view = { uri, name: referenceName(files, uri) };
  try {
    const facts = await readImageFacts(files, uri);
    refuseCmyk(files, uri, facts);
    const isHuge = isTooLargeToShow({ width: facts.width ?? 0, height: facts.height ?? 0 });
    return {
      ...view,
      source: isHuge ? '' : await readImageSource(uri, webview),
      facts: describeImage(facts),
      format: facts.format,
      byteLength: facts.byteLength,
      isTurned: facts.isTurned,
      isGrey: facts.isGrey,
      width: facts.width,
      height: facts.height,
    };
  } catch (error) {
    return { ...view, source: '', facts: '', problem: describeError(error).message };
  }
}
