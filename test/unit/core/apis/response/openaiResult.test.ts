import assert from 'node:assert/strict';
import { openaiAnswer } from '../../../../../src/core/apis/response/openaiAnswer';
import { readImages } from '../../../../../src/core/apis/response/openaiResult';
import { EaselError } from '../../../../../src/core/model/errors';
import type { HttpClient } from '../../../../../src/core/http/client';
import { modelOf, rowOf, trace } from '../callContext';
import { isError } from '../isError';

const address = 'https://files.example/a.png';

describe("An image of OpenAI's formats that stands behind an address", () => {
  const http: HttpClient = {
    sendJson: () => assert.fail('Nothing is to be sent.'),
    listen: () => Promise.resolve(),
    download: () => Promise.reject(new EaselError('unexpectedAnswer', { status: 403 })),
    close: () => Promise.resolve(),
  };

  const read = (body: unknown) => {
    const provider = rowOf('openai');
    const { context } = trace({ provider, model: modelOf(provider, 'gpt-image-2'), http, key: '' });
    const answer = { status: 200, headers: { 'x-request-id': 'req_1' }, body };
    return readImages(openaiAnswer.parse(body), answer, context);
  };

  it('and cannot be fetched is said to be billed, and where it stands', async () => {
    await assert.rejects(
      read({ data: [{ url: address }] }),
      isError('unexpectedAnswer', {
        status: 403,
        requestId: 'req_1',
        modelText: address,
        maybeBilled: true,
      }),
    );
  });

  it('in a text is said with the text, once', async () => {
    const content = `Here: ![image](${address})`;
    await assert.rejects(
      read({ choices: [{ message: { content } }] }),
      isError('unexpectedAnswer', { modelText: content, maybeBilled: true }),
    );
  });
});
