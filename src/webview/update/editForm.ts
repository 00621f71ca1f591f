import { t } from '@vscode/l10n';
import type { HostMessage } from '../../protocol/hostMessages';
import type { PageState } from '../model/state';
import { announce } from '../model/announce';
import { fillForm } from './form';

type EditFormMessage = Extract<HostMessage, { type: 'editForm' }>;

/** The form as a job had it, folder and all. */
export function editForm(state: PageState, { form, references, folder }: EditFormMessage): PageState {
  const filled = fillForm(state, { ...form, folder: folder.uri }, references);
  return announce(
    { ...filled, folder },
    t('The form has what the job was asked for. Edit it, then generate.'),
  );
}
