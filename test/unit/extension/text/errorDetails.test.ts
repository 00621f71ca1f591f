import assert from 'node:assert/strict';
import { EaselError, type ErrorDetails } from '../../../../src/core/model/errors';
import { describeError } from '../../../../src/extension/text/errorText';

/** One of each; a new field does not compile until it stands here. */
const all: Required<ErrorDetails> = {
  problem: { problem: 'emptyPrompt' },
  status: 418,
  code: 'E_TEAPOT',
  providerMessage: 'Short and stout.',
  modelText: 'I would rather not.',
  reason: 'IMAGE_SAFETY',
  addressFault: 'insecure',
  excerpt: '{"data":{"note":"a shape that nobody knows"}}',
  requestId: 'req_12345',
  field: 'size',
  subject: 'model',
  offer: { field: 'streaming', value: false },
  keyFault: 'googleStandardKey',
  host: 'api.example',
  address: 'https://api.example/v1/images',
  networkCode: 'ECONNREFUSED',
  file: 'images/a.png',
  byteLength: 1234,
  keptAs: 'broken/a.png',
  retryAfterSeconds: 77,
  maybeBilled: true,
  taskId: 'task_678',
  taskOver: true,
};

/** Fields that are no text of their own: what they say changes the sentence or the buttons. */
const silent: ReadonlySet<keyof ErrorDetails> = new Set([
  'problem',
  'subject',
  'offer',
  'keyFault',
  'maybeBilled',
  'taskOver',
]);

describe('Details of an error', () => {
  for (const name of Object.keys(all) as (keyof ErrorDetails)[]) {
    it(`${name} ${silent.has(name) ? 'speaks through the sentence' : 'is shown in the panel and the log'}`, () => {
      const { detail } = describeError(new EaselError('unexpectedAnswer', all));
      const { problem: _, offer: __, ...texts } = all;
      const value = String({ ...texts, problem: 'emptyPrompt', offer: 'streaming' }[name]);
      assert.equal(detail.includes(value), !silent.has(name));
    });
  }
});
