import { t } from '@vscode/l10n';
import type { RecallAction, ResultAction } from '../../protocol/pageMessages';

/** What can be done with an image of the gallery, and with its recipe. */
export const actionLabels: Readonly<Record<RecallAction | ResultAction, () => string>> = {
  open: () => t('Open'),
  reveal: () => t('Reveal in Explorer'),
  useAsReference: () => t('Use as Reference'),
  insertLink: () => t('Insert Link'),
  copyPath: () => t('Copy Path'),
  delete: () => t('Delete'),
  compare: () => t('Compare'),
  refine: () => t('Refine'),
  fitTo: () => t('Fit to Size'),
  useRecipe: () => t('Use Recipe'),
  usePromptOnly: () => t('Use Prompt Only'),
  showDifference: () => t('Show Difference to My Form'),
};
