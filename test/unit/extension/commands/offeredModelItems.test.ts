import assert from 'node:assert/strict';
import { offeredFor } from '../../../../src/extension/commands/offeredModelItems';

const items = [
  { label: 'GPT Image 2', description: 'OpenAI · gpt-image-2', detail: 'up to 16 references' },
  { label: 'Nano Banana', description: 'imini · google/nano-banana' },
  { label: 'Another model of OpenAI…', isForUnknown: true },
  { label: 'Add Provider…', alwaysShow: true },
];

const alwaysShown = (typed: string): readonly string[] =>
  offeredFor(items, typed).flatMap(({ label, alwaysShow }) => (alwaysShow ? [label] : []));

describe('The lines of Select Model', () => {
  it('that ask for an id stand aside as long as a model has what is typed', () => {
    for (const typed of ['', 'gpt', 'openai', 'OPENAI ', 'imini', 'google/', '16 references']) {
      assert.deepEqual(alwaysShown(typed), ['Add Provider…'], typed);
    }
  });

  it('that ask for an id are there where no model has it', () => {
    assert.deepEqual(alwaysShown('vendor/next-year'), ['Another model of OpenAI…', 'Add Provider…']);
  });
});
