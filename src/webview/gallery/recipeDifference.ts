import type { PanelStringKey } from '../../protocol/strings';
import type { PanelForm, RecipeOffer } from '../../protocol/views';
import { chosenAdditions } from '../model/additions';
import { optionNames } from '../model/options';
import { findChoice, referenceName, type OptionName, type PageState } from '../model/state';
import { fillForm } from '../update/form';

/** A line of what a recipe has otherwise than the form. */
export interface Difference {
  readonly label: PanelStringKey;
  readonly mine: string;
  readonly theirs: string;
}

/** What using a recipe would change. What it leaves alone is no difference. */
export function recipeDifferences(state: PageState, offer: RecipeOffer): readonly Difference[] {
  const { form, strings } = state;
  const filled = fillForm(state, offer.form, []);
  const choice = findChoice(state.providers, form);
  const isSameModel = form.providerId === offer.form.providerId && form.modelId === offer.form.modelId;
  const mineModel = choice ? modelText(choice.provider.label, choice.model.label) : form.modelId;
  const option = (name: OptionName): Difference => ({
    label: name,
    mine: form[name] || strings.auto,
    theirs: (offer.form[name] ?? form[name]) || strings.auto,
  });
  const lines: readonly Difference[] = [
    { label: 'prompt', mine: form.prompt.trim(), theirs: (offer.form.prompt ?? form.prompt).trim() },
    {
      label: 'model',
      mine: mineModel,
      theirs: isSameModel || offer.model === '' ? mineModel : offer.model,
    },
    { label: 'presetsChosen', mine: additionsText(state), theirs: additionsText(filled) },
    { label: 'variations', mine: variationsText(state), theirs: variationsText(filled) },
    { label: 'compareModels', mine: comparedText(state), theirs: comparedText(filled) },
    ...optionNames.map((name) => option(name)),
    {
      label: 'negativePrompt',
      mine: form.negativePrompt.trim(),
      theirs: (offer.form.negativePrompt ?? form.negativePrompt).trim(),
    },
    {
      label: 'seed',
      mine: form.seed || strings.seedRandom,
      theirs: (offer.form.seed ?? form.seed) || strings.seedRandom,
    },
    {
      label: 'references',
      mine: referencesText(state, form),
      theirs: offer.form.references ? offer.references.join(', ') : referencesText(state, form),
    },
    { label: 'maskLabel', ...maskTexts(strings, form.mask, offer.form.mask ?? form.mask) },
  ];
  return lines.filter(({ mine, theirs }) => mine !== theirs);
}

function maskTexts(
  strings: PageState['strings'],
  mine: string,
  theirs: string,
): Pick<Difference, 'mine' | 'theirs'> {
  const mineText = mine === '' ? strings.maskNone : strings.maskSome;
  const theirsText = theirs === '' ? strings.maskNone : mine === '' ? strings.maskSome : strings.maskOther;
  return { mine: mineText, theirs: mine === theirs ? mineText : theirsText };
}

function modelText(provider: string, model: string): string {
  return provider === model ? model : `${provider} · ${model}`;
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
function variationsText({ form, strings }: PageState): string {
  return form.variations ? strings.variationsHint : '';
}

function comparedText({ form, providers }: PageState): string {
  return form.compareWith
    .map((other) => {
      const choice = findChoice(providers, other);
      return choice ? modelText(choice.provider.label, choice.model.label) : other.modelId;
    })
    .join(', ');
}
