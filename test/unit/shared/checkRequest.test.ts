import assert from 'node:assert/strict';
import { checkRequest, type CheckedRequest } from '../../../src/shared/checkRequest';
import { notOffered, type Capabilities } from '../../../src/shared/capabilities';

const capabilities: Capabilities = {
  ...{ aspectRatio: notOffered, size: notOffered, quality: notOffered },
  maxReferences: 1,
  referenceFormats: ['png'],
  referenceLimits: { maxSide: 100, maxBytes: 1000 },
  styleReferences: false,
  maxImages: 1,
  imagesPerCall: 1,
  maxPromptLength: 10,
};

function problemsOf(changes: Partial<CheckedRequest>, model: Partial<Capabilities> = {}): readonly string[] {
  const good = { prompt: 'A cat', references: [], count: 1, aspectRatio: '', size: '', quality: '' };
  const problems = checkRequest({ ...good, ...changes }, { ...capabilities, ...model });
  return problems.map(({ problem }) => problem);
}

describe('The check of a request, for page and host', () => {
  it('lists all that is wrong, in the order of the form', () => {
    const references = [
      { name: 'a', use: 'asset', format: 'gif' },
      { name: 'b', use: 'style' },
    ] as const;
    assert.deepEqual(problemsOf({ prompt: ' ', references, mask: {}, size: '1K', seed: 1, count: 2 }), [
      'emptyPrompt',
      'tooManyReferences',
      'referenceFormat',
      'styleReference',
      'maskNotTaken',
      'optionNotOffered',
      'seedNotTaken',
      'tooManyImages',
    ]);
    assert.deepEqual(problemsOf({}), []);
  });

  it('says of one reference all that is wrong with it', () => {
    const large = { format: 'gif', width: 101, height: 1, byteLength: 1001 } as const;
    assert.deepEqual(problemsOf({ references: [{ name: 'a', use: 'style', ...large }] }), [
      'referenceFormat',
      'referencePixels',
      'referenceBytes',
      'styleReference',
    ]);
  });

  it('lets a reference pass that has yet to be converted', () => {
    assert.deepEqual(problemsOf({ references: [{ name: 'a', use: 'asset' }] }), []);
  });

  it('lets a mask pass whose file was not read, where the model takes one', () => {
    const references = [{ name: 'a', use: 'asset', format: 'png', width: 10, height: 10 }] as const;
    assert.deepEqual(problemsOf({ references, mask: {} }, { mask: true }), []);
    assert.deepEqual(problemsOf({ mask: {} }, { mask: true }), ['maskWithoutReference']);
    const other = { format: 'png', width: 9, height: 10, byteLength: 1 } as const;
    assert.deepEqual(problemsOf({ references, mask: other }, { mask: true }), ['maskPixels']);
  });
});
