import { t } from '@vscode/l10n';
import { optionNames, type OptionName } from '../../shared/optionTable';
import { modelName } from '../../shared/modelName';
import type { PanelForm, RecipeOffer } from '../../protocol/views';
import { chosenAdditions } from '../model/additions';
import { optionLabel } from '../model/options';
import { findChoice, referenceName, type PageState } from '../model/state';
import { fillForm } from '../update/form';

/** A line of what a recipe has otherwise than the form. */
export interface Difference {
  readonly label: string;
  readonly mine: string;
  readonly theirs: string;
}

/** What using a recipe would change. What it leaves alone is no difference. */
export function recipeDifferences(state: PageState, offer: RecipeOffer): readonly Difference[] {
  const { form } = state;
  const filled = fillForm(state, offer.form, []);
  const choice = findChoice(state.providers, form);
  const isSameModel = form.providerId === offer.form.providerId && form.modelId === offer.form.modelId;
  const mineModel = choice ? modelName(choice.provider.label, choice.model.label) : form.modelId;
  const option = (name: OptionName): Difference => ({
    label: optionLabel(name),
    mine: form[name] || t('Auto'),
    theirs: (offer.form[name] ?? form[name]) || t('Auto'),
  });
  const lines: readonly Difference[] = [
    { label: t('Prompt'), mine: form.prompt.trim(), theirs: (offer.form.prompt ?? form.prompt).trim() },
    {
      label: t('Model'),
      mine: mineModel,
      theirs: isSameModel || offer.model === '' ? mineModel : offer.model,
    },
    { label: t('Added to the prompt'), mine: additionsText(state), theirs: additionsText(filled) },
    { label: t('Variations'), mine: variationsText(state), theirs: variationsText(filled) },
    { label: t('Compare Models…'), mine: comparedText(state), theirs: comparedText(filled) },
    ...optionNames.map((name) => option(name)),
    {
      label: t('Negative prompt'),
      mine: form.negativePrompt.trim(),
      theirs: (offer.form.negativePrompt ?? form.negativePrompt).trim(),
    },
    {
      label: t('Seed'),
      mine: form.seed || t('Random'),
      theirs: (offer.form.seed ?? form.seed) || t('Random'),
    },
    {
      label: t('References'),
      mine: referencesText(state, form),
      theirs: offer.form.references ? offer.references.join(', ') : referencesText(state, form),
    },
    { label: t('What changes'), ...maskTexts(form.mask, offer.form.mask ?? form.mask) },
  ];
  return lines.filter(({ mine, theirs }) => mine !== theirs);
}

function maskTexts(mine: string, theirs: string): Pick<Difference, 'mine' | 'theirs'> {
  const mineText = mine === '' ? t('left open') : t('a marked part');
  const theirsText =
    theirs === '' ? t('left open') : mine === '' ? t('a marked part') : t('another marked part');
  return { mine: mineText, theirs: mine === theirs ? mineText : theirsText };
}

function referencesText(state: PageState, { references }: PanelForm): string {
  return references.map(({ uri }) => referenceName(state, uri)).join(', ');
}

function additionsText(state: PageState): string {
  return chosenAdditions(state)
    .map(({ name }) => name)
    .join(', ');
}

/** What it does to the prompt stands for that it is switched on. */
function variationsText({ form }: PageState): string {
  return form.variations ? t('{a|b} makes one image of each') : '';
}

function comparedText({ form, providers }: PageState): string {
  return form.compareWith
    .map((other) => {
      const choice = findChoice(providers, other);
      return choice ? modelName(choice.provider.label, choice.model.label) : other.modelId;
    })
    .join(', ');
}
