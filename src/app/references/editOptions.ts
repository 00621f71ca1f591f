import { nearestRatio } from '../../core/image/pixels';
import { withDefaults } from '../../shared/options';
import type { Model } from '../../core/model/provider';
import { lastOptions, type Options } from '../providers/modelChoice';
import type { Services } from '../services';
import type { ImageFacts } from './referenceFile';

/** An edit keeps the ratio of its original: left to the model where it may be, else the nearest that the model offers. */
export function optionsForEdit(
  parts: Services,
  { capabilities }: Model,
  { width, height }: ImageFacts,
): Options {
  const { required, offered } = capabilities.aspectRatio;
  const nearest =
    width && height && required && offered !== 'any' ? nearestRatio({ width, height }, offered) : undefined;
  return withDefaults({ ...lastOptions(parts), aspectRatio: nearest ?? '' }, capabilities);
}
