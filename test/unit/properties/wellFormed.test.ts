import assert from 'node:assert/strict';
import fc from 'fast-check';
import { excerptOfText, startOf } from '../../../src/shared/boundedText';
import { EaselError } from '../../../src/core/model/errors';
import { storableLine } from '../../../src/core/history/historyLine';
import { ResponseFault } from '../../../src/core/http/policy/responseFault';
import { exchangeError } from '../../../src/core/http/transport/networkErrors';
import { redactStart } from '../../../src/core/http/policy/redact';
import { containers } from '../../../src/core/image/metadata/containers';
import { readRecipe } from '../../../src/core/image/metadata/readRecipe';
import { writeRecipe } from '../../../src/core/image/metadata/writeRecipe';
import { editNameOf, fittedNameOf, slugOf } from '../../../src/core/storage/naming';
import { promptAddition } from '../../../src/core/prompts/promptAddition';
import { parseRecipe, recipeSchema, serializeRecipe, storableRecipe } from '../../../src/core/model/recipe';
import { withWholeCharacters } from '../../../src/core/model/request';
import { storableCall } from '../../../src/core/spending/spending';
import { logLine } from '../../../src/extension/ports/logLine';
import { sanitize } from '../../../src/extension/text/plainText';
import { excerpt } from '../../../src/webview/model/format';
import { makePng, makeRecipe } from '../core/image/samples';
import { describeProperties, holds } from './property';

/** Halves of characters anywhere, and whole ones across every bound that some writer cuts at. */
const half = fc.constantFrom('\ud83e', '\udd8a', '\ud800', '\udfff');
const whole = fc.constantFrom('🦊', 'x', '图', ' ', '<', '"');
const short = fc.array(fc.oneof(half, whole), { maxLength: 12 }).map((parts) => parts.join(''));
const bound = fc.constantFrom(20, 60, 120, 200, 300, 400, 500, 800, 1000, 2000, 8000);
const text = fc.oneof(
  { weight: 4, arbitrary: short },
  fc
    .tuple(bound, fc.constantFrom('', 'x'), short)
    .map(([most, first, end]) => first + '🦊'.repeat(most) + end),
);

/** Everything that writes, cuts or shows a text of the user or of a stranger. */
const writers: Readonly<Record<string, (text: string) => unknown>> = {
  'the start of a text': (each) => [3, 4, 20].map((most) => startOf(each, most)),
  'an excerpt': (each) => [3, 4, 20].map((most) => excerptOfText(each, most)),
  'an excerpt in the page': (each) => [3, 4, 20].map((most) => excerpt(each, most)),
  'an error': (each) => new EaselError('unexpectedAnswer', { providerMessage: each }).details,
  'an excerpt of an answer': (each) => exchangeError(new ResponseFault('malformed', each), exchange).details,
  'a message without its keys': (each) => [3, 4, 20].map((most) => redactStart(each, ['secret'], most)),
  'a message of VS Code': (each) => sanitize(each),
  'a line of the log': (each) => logLine(each),
  'a name of a file': (each) => [slugOf(each), editNameOf(each), fittedNameOf(each, { width: 1, height: 1 })],
  'a request': (each) => {
    const { prompt, negativePrompt } = withWholeCharacters({
      ...request,
      prompt: each,
      negativePrompt: each,
    });
    return [prompt, negativePrompt];
  },
  'a recipe to be written': (each) => storableRecipe(recipeWith(each)),
  'a recipe as JSON': (each) => JSON.parse(serializeRecipe(recipeWith(each))) as unknown,
  'a recipe of someone else': (each) =>
    recipeSchema.safeParse(JSON.parse(JSON.stringify(recipeWith(each)))).data,
  'a line of the history': (each) => storableLine({ ...entry, recipe: recipeWith(each) }),
  'a line of what was spent': (each) =>
    storableCall({ id: '2026-12-a', providerId: each, providerLabel: each, modelId: each, cost: null }),
  'a preset of a prompt': (each) =>
    promptAddition.safeParse({ kind: 'preset', name: each, before: '', after: '' }).data?.name,
};

const exchange = {
  ...{ method: 'GET' as const, host: 'example.com', leaving: true, sent: true },
  ...{ status: 200, requestId: undefined, secrets: [] },
} as const;
const request = { ...{ references: [], aspectRatio: '', size: '', quality: '', count: 1 } };
const entry = { workspaceFolder: '', uri: 'file:///a.png', sha256: 'a', byteLength: 1 };

function recipeWith(each: string) {
  return makeRecipe({
    ...{ prompt: each, modelText: each, requestId: each, taskId: each, negativePrompt: each },
    ...{ providerLabel: each, modelId: each, modelLabel: each },
    promptParts: { own: each, presets: [each], styleFile: false },
    options: { aspectRatio: each, size: each, quality: each },
    references: [{ path: each, sha256: 'a'.repeat(64), use: 'asset' }],
    differences: [{ what: 'size', requested: each, delivered: { width: 1, height: 1 } }],
  });
}

describeProperties('a text with halves of characters', () => {
  for (const [writer, write] of Object.entries(writers)) {
    holds(`is whole in ${writer}`, text, (each) => assertWellFormed(write(each)));
  }

  let png: Uint8Array;
  before(async () => {
    png = await makePng();
  });

  holds('is whole in an image, however little room there is', text, (each) => {
    const recipe = recipeWith(each);
    const { bytes } = writeRecipe(png, 'png', recipe, 'full');
    const read = readRecipe(bytes, 'png');
    assert.deepEqual(read, parseRecipe(serializeRecipe(recipe)));
    assertWellFormed(read);
    const xmp = containers.png?.(Buffer.from(bytes))?.xmp ?? '';
    assert.ok(xmp.isWellFormed() && !/[\ud800-\udfff]|\\ud[89a-f]/iu.test(xmp));
  });
});

function assertWellFormed(value: unknown): void {
  if (typeof value === 'string') {
    assert.ok(value.isWellFormed(), JSON.stringify(value.slice(-20)));
  } else if (typeof value === 'object' && value !== null) {
    Object.values(value).forEach(assertWellFormed);
  }
}
