import type * as vscode from 'vscode';
import type { Recipe } from '../../core/model/recipe';
import type { GenerateForm } from '../form/generateForm';
import type { JobServices } from '../jobs/jobServices';

/** What commands want of the panel: each opens it where it is not open. */
export interface PanelPort {
  readonly show: () => Promise<void>;
  readonly addReferences: (images: readonly vscode.Uri[]) => Promise<void>;
  readonly useForm: (form: GenerateForm) => Promise<void>;
  readonly useRecipe: (recipe: Recipe) => Promise<void>;
}

/** What a command may use. */
export interface CommandServices extends JobServices {
  readonly panel: PanelPort;
}
