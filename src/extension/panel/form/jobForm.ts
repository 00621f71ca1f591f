import type { FolderView, PanelForm } from '../../../protocol/views';
import { chosenFolder } from '../../../app/form/generateForm';
import type { Job } from '../../../app/jobs/job';
import { chooseModel } from '../../../app/providers/modelChoice';
import type { Services } from '../../ports/services';
import { isReferencePlace } from '../../../app/references/referenceStore';
import { folderView } from './folderView';
import { panelFormOf } from './panelForm';
import { tellReferencesLeftOut } from './referencesLeftOut';

export interface JobForm {
  readonly form: Omit<PanelForm, 'folder'>;
  /** URIs. */
  readonly references: readonly string[];
  readonly folder: FolderView;
}

/**
 * What a job was asked for, as the panel's form, for the images that are missing. The job's model becomes the chosen
 * one, so that the page knows it also where its id was typed.
 */
export async function formOfJob({ form, missing }: Job, parts: Services): Promise<JobForm> {
  await chooseModel(parts, form.choice);
  const inside = form.references.filter(({ uri }) =>
    isReferencePlace(parts.files, parts.storage.folder, uri),
  );
  tellReferencesLeftOut(form.references.length - inside.length);
  return {
    form: {
      ...panelFormOf({ ...form, references: inside, count: missing }),
      // It lies on no other than the first one.
      ...(inside[0] !== form.references[0] && { mask: '' }),
    },
    references: inside.map(({ uri }) => uri),
    folder: await folderView(chosenFolder(form.target), parts),
  };
}
