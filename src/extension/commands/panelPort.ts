import type { Recipe } from '../../core/model/recipe';
import type { GenerateForm } from '../../app/form/generateForm';
import type { JobServices } from '../ports/services';

/** What commands want of the panel: each opens it where it is not open. */
export interface PanelPort {
  readonly show: () => Promise<void>;
  /** @param images URIs */
  readonly addReferences: (images: readonly string[]) => Promise<void>;
  readonly useForm: (form: GenerateForm) => Promise<void>;
  readonly useRecipe: (recipe: Recipe) => Promise<void>;
}

/** What a command may use. */
export interface CommandServices extends JobServices {
  readonly panel: PanelPort;
}
