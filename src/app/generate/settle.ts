import { Declined } from '../../core/model/cancellation';
import { checkTargetFolder, type TargetFolder } from '../form/targetFolder';
import { folderOf, type GenerateForm } from '../form/generateForm';
import { keyForRequest } from '../keys/keyForRequest';
import { refuseBlocked } from '../providers/providerSettings';
import { rememberOptions, type ModelChoice } from '../providers/modelChoice';
import { confirmLinksOutside } from '../references/confirmLinks';
import type { Services } from '../services';
import { confirmSpending, refuseSpending } from '../spending/confirmSpending';

/** What one click has settled before any of its jobs sends something. Nobody is asked again. */
export interface Settled {
  readonly folder: TargetFolder;
  /** API keys by the ID of their provider; empty for one that needs none. */
  readonly keys: ReadonlyMap<string, string>;
}

export interface Click {
  /** As the user filled it. */
  readonly form: GenerateForm;
  /** What is made of it: for each model and variation one. */
  readonly forms: readonly GenerateForm[];
  /** All files that go with it. */
  readonly files: readonly { readonly uri: string }[];
  /** The user has seen the price in the question about the number of calls. */
  readonly isPriceSeen: boolean;
}

/**
 * Asks all that has to be asked for one click: links that lead outside, the folder, keys, and the price.
 * @throws Declined where the user said no; EaselError `cannotSave`, `invalidRequest`, `unauthorized`.
 */
export async function settle(click: Click, services: Services): Promise<Settled> {
  const { form, forms, files } = click;
  for (const { choice } of forms) {
    refuseBlocked(services.settings, choice.provider);
  }
  await confirmLinksOutside(files, services);
  const folder = await checkTargetFolder(services.files, await folderOf(form.target, services));
  const keys = await keysFor(
    forms.map(({ choice }) => choice),
    services,
  );
  await (click.isPriceSeen ? refuseSpending : confirmSpending)(forms, services);
  // The ratio of an edit is that of its original, not one that the user chose.
  if (form.target.kind !== 'beside') {
    await rememberOptions(services, form.options);
  }
  return { folder, keys };
}

async function keysFor(
  choices: readonly ModelChoice[],
  services: Services,
): Promise<ReadonlyMap<string, string>> {
  const byProvider = new Map(choices.map((choice) => [choice.provider.id, choice]));
  const keys = new Map<string, string>();
  for (const [id, { provider, model }] of byProvider) {
    try {
      keys.set(id, await keyForRequest(services, provider));
    } catch (error) {
      // With several, whoever passed over one question may expect the others to run.
      if (error instanceof Declined && byProvider.size > 1) {
        services.questions.tell({ kind: 'noKey', provider: provider.label, model: model.label });
      }
      throw error;
    }
  }
  return keys;
}
