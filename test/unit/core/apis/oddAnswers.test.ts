import assert from 'node:assert/strict';
import { EaselError } from '../../../../src/core/model/errors';
import { generate, type Generated } from '../../../../src/core/generate/generate';
import { answerSamples, answerWith, imageAddress, pngOf, type AnswerSample } from './answerSamples';
import { modelOf, requestFor, trace } from './callContext';
import { pathsIn, replaceAt, valueAt, type Path } from './oddFields';

/** What a field may hold instead of what it should. */
const replacements: Readonly<Record<string, (value: unknown, name: string) => unknown>> = {
  null: () => null,
  'a number': () => 7,
  'a text': () => 'odd',
  'an empty array': () => [],
  'an empty object': () => ({}),
  'itself in an array': (value) => [value],
  'itself in an object': (value) => ({ value }),
  'itself under its own name': (value, name) => ({ [name]: value }),
};

const isWrapping = (replacement: string): boolean => replacement.startsWith('itself');

/** Whether nobody could find the image without this field. */
function isNeeded(value: unknown, path: Path, { needed = [] }: AnswerSample, base64: string): boolean {
  const held = JSON.stringify([valueAt(value, path)]);
  return (
    held.includes(base64) ||
    held.includes(imageAddress) ||
    needed.some((name) => path.at(-1) === name || held.includes(`"${name}":`))
  );
}

async function run(sample: AnswerSample, texts: readonly string[], image: Buffer): Promise<Generated> {
  const { provider, modelId } = sample;
  const model = modelOf(provider, modelId);
  const { http } = answerWith(texts, () => Promise.resolve(image));
  const { context } = trace({ provider, model, http, key: 'a key' });
  return generate(requestFor(model), { ...context, totalMilliseconds: 120_000 });
}

for (const [name, sample] of Object.entries(answerSamples)) {
  // A short text is kept as it stands, a long one is decoded on the way.
  for (const length of [600, 12_000]) {
    describe(`An answer of ${name} with an image of ${length} characters`, () => {
      const image = pngOf(length);
      const base64 = image.toString('base64');
      const bodies = sample.bodies(base64);

      for (const [replacement, replace] of Object.entries(replacements)) {
        it(`gives its image whichever field is ${replacement}, or says what is wrong`, async () => {
          const failures: string[] = [];
          for (const [index, body] of bodies.entries()) {
            for (const path of pathsIn(body)) {
              const value = valueAt(body, path);
              const odd = replaceAt(body, path, replace(value, String(path.at(-1))));
              const texts = bodies.map((each, at) => JSON.stringify(at === index ? odd : each));
              const isLost = !isWrapping(replacement) && isNeeded(body, path, sample, base64);
              const outcome = await run(sample, texts, image).catch((error: unknown) => error);
              const isRight = isLost
                ? outcome instanceof EaselError || isImage(outcome, image)
                : isImage(outcome, image);
              if (!isRight) {
                failures.push(`${index}: ${path.join('.')}: ${String(outcome).slice(0, 200)}`);
              }
            }
          }
          assert.deepEqual(failures, []);
        });
      }
    });
  }
}

function isImage(outcome: unknown, image: Buffer): boolean {
  const images = (outcome as Partial<Generated>).images ?? [];
  return images.length > 0 && images.every(({ bytes }) => image.equals(bytes));
}
