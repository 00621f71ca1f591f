import type { JsonAnswer } from '../../http/client';
import type { ApiAnswer } from '../common/api';
import type { TaskFormat } from '../../model/taskFormat';
import { toSeed } from '../../util/toSeed';
import { firstAt } from '../response/valueAt';

/** The seeds that an answer tells of its images, one for all or one for each, at the first path of a row that leads to them. */
export function seedsIn(
  answer: JsonAnswer,
  { seed: paths }: Pick<TaskFormat, 'seed'>,
  images: number,
): readonly number[] {
  for (const path of paths) {
    const told = [firstAt(answer, [path])].flat() as readonly unknown[];
    const seeds = told.flatMap((value) => toSeed(value) ?? []);
    // Where one of them is none, or an image was taken out, nobody could tell which is whose.
    if ([1, images].includes(seeds.length) && seeds.length === told.length) {
      return seeds;
    }
  }
  return [];
}

/** Each image with its own seed. The one for a whole call would make its first image alone, and which that is nobody says. */
export function withSeeds(answer: ApiAnswer, seeds: readonly number[], images: number): ApiAnswer {
  if (seeds.length !== images) {
    return answer;
  }
  const withOwn = answer.images.map((image, index) => {
    const seed = seeds[image.position ?? index];
    return seed === undefined ? image : { ...image, seed };
  });
  return { ...answer, images: withOwn };
}
