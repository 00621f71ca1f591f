import { withDefaults } from '../../shared/options';
import { modelOf, type Options } from '../providers/modelChoice';
import type { Services } from '../services';
import type { GenerateForm } from './generateForm';

/** What somebody asks for who has no form before them; the rest is as the model has it by default. */
export interface FormWish extends Partial<Omit<GenerateForm, 'choice' | 'options'>> {
  readonly prompt: string;
  readonly providerId: string;
  readonly modelId: string;
  readonly options?: Partial<Options>;
}

/** A form for one model. An option that the model does not take is left to it. */
export function newForm(
  { settings }: Pick<Services, 'settings'>,
  { providerId, modelId, options = {}, ...wish }: FormWish,
): GenerateForm {
  const choice = modelOf(settings, { providerId, modelId });
  return {
    references: [],
    count: 1,
    target: { kind: 'setting' },
    ...wish,
    choice,
    options: withDefaults(options, choice.model.capabilities),
  };
}
