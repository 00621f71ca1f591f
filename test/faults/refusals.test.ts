import assert from 'node:assert/strict';
import {
  assertFailed,
  assertSaved,
  assertSent,
  everyAnswer,
  everyApi,
  referenceOfLength,
} from './expectations';
import { fault } from './fault';
import { insteadOf, refuseWith } from './faults';
import type { Fault, WireAnswer } from './faultyServer';

const json = (change: (body: GeminiBody) => void) => (answer: WireAnswer) => {
  const body = JSON.parse(answer.body.toString()) as GeminiBody;
  change(body);
  return { body: Buffer.from(JSON.stringify(body)) };
};

interface GeminiBody {
  readonly candidates: {
    content: { parts: Record<string, unknown>[] };
    finishReason?: string;
  }[];
  promptFeedback?: { blockReason: string };
}

describe('Faults that the provider tells', () => {
  const refusals = ['SAFETY', 'IMAGE_SAFETY', 'PROHIBITED_CONTENT', 'RECITATION'];
  for (const reason of [...refusals, 'NO_IMAGE', 'MAX_TOKENS', 'STOP']) {
    const kind = refusals.includes(reason) ? 'refusedByPolicy' : 'noImage';
    fault(
      19,
      `an answer without an image that gives ${reason} is ${kind}, with the model's words`,
      async (scene) => {
        const talk = json(({ candidates: [candidate] }) => {
          candidate!.content.parts = [{ text: 'I would rather not.' }];
          candidate!.finishReason = reason;
        });
        await scene.inFrontOf('infinityblue', { generate: [insteadOf(talk)] });
        const outcome = await scene.run({ provider: 'infinityblue' });
        assertFailed(outcome, kind, { reason, modelText: 'I would rather not.', maybeBilled: true });
        assertSent(scene, 1);
      },
    );
  }

  for (const api of everyApi) {
    for (const form of ['text', 'reason', 'empty'] as const) {
      fault(
        19,
        `${JSON.stringify(api)}: success without an image (${form}) is told, and nothing is saved`,
        async (scene) => {
          scene[api.provider].script({ kind: 'noImage', form });
          const { error, saved } = await scene.run(api);
          assert.ok(error);
          assert.deepEqual(saved, []);
          assertSent(scene, 1);
        },
      );
    }

    for (const form of ['prompt', 'image', 'error'] as const) {
      fault(
        19,
        `${JSON.stringify(api)}: a filter that stops the ${form} is refusedByPolicy`,
        async (scene) => {
          scene[api.provider].script({ kind: 'policy', form });
          assertFailed(await scene.run(api), 'refusedByPolicy');
          assertSent(scene, 1);
        },
      );
    }
  }

  fault(20, 'several images of one task are saved under numbers', async (scene) => {
    const outcome = await scene.run({ provider: 'imini', model: 'openai/gpt-image-2', count: 3 });
    assertSaved(outcome, 3);
    assert.deepEqual(outcome.saved.map(({ name }) => name).sort(), numbered(3));
    assert.deepEqual(new Set(outcome.saved.map(({ chunk }) => chunk?.image)), new Set([1, 2, 3]));
    assertSent(scene, 1);
  });

  fault(20, 'several images are several calls where the API has no count, each paid once', async (scene) => {
    for (const api of everyAnswer) {
      assertSaved(await scene.run({ ...api, count: 3 }), 3);
    }
    assertSent(scene, 6);
  });

  for (const where of ['candidates', 'parts'] as const) {
    fault(20, `several ${where} of one answer are all saved`, async (scene) => {
      const double = json(({ candidates }) => {
        const [first] = candidates;
        const image = first!.content.parts.at(-1)!;
        if (where === 'parts') {
          first!.content.parts.push(image);
        } else {
          candidates.push({ content: { parts: [image] }, finishReason: 'STOP' });
        }
      });
      await scene.inFrontOf('infinityblue', { generate: [insteadOf(double)] });
      const outcome = await scene.run({ provider: 'infinityblue' });
      assertSaved(outcome, 2);
      assert.deepEqual(outcome.saved.map(({ name }) => name).sort(), numbered(2));
    });
  }

  fault(
    20,
    'of several images the good ones are saved, and the broken one is told and kept',
    async (scene) => {
      const oneBroken = json(({ candidates: [first] }) => {
        const { inlineData } = first!.content.parts.at(-1) as {
          inlineData: { mimeType: string; data: string };
        };
        const data = inlineData.data.slice(0, 4 * Math.floor(inlineData.data.length / 8));
        first!.content.parts.push({ inlineData: { ...inlineData, data } });
      });
      await scene.inFrontOf('infinityblue', { generate: [insteadOf(oneBroken)] });
      scene.expectKeptBroken(1);
      const { saved, error } = await scene.run({ provider: 'infinityblue' });
      assert.equal(saved.length, 1);
      assert.equal(error?.details.reason, 'truncated');
    },
  );

  fault(21, 'drafts of the reasoning are not saved, and their words go to the log', async (scene) => {
    const outcome = await scene.run({ provider: 'infinityblue', includeThoughts: true });
    assertSaved(outcome);
    assert.equal(outcome.saved[0]!.chunk?.draft, false);
    assert.ok(scene.logged.some((line) => line.includes('reasoning')));
  });

  fault(21, 'a chat answer that draws a draft first brings the last image alone', async (scene) => {
    scene.infinityblue.script({ kind: 'drafts' });
    const outcome = await scene.run({ provider: 'infinityblue', model: 'nanobanana_2' });
    assertSaved(outcome);
    assert.equal(outcome.saved[0]!.chunk?.draft, false);
  });

  fault(21, 'a signature of megabytes beside a thought is passed over', async (scene) => {
    const sign = json(({ candidates: [first] }) => {
      const { parts } = first!.content;
      const thoughtSignature = 'QUJD'.repeat(1_000_000);
      parts.unshift({ ...parts.at(-1), thought: true, thoughtSignature });
      parts.push({ text: '', thoughtSignature });
    });
    await scene.inFrontOf('infinityblue', { generate: [insteadOf(sign)] });
    assertSaved(await scene.run({ provider: 'infinityblue' }));
  });

  for (const api of everyApi) {
    fault(
      22,
      `${JSON.stringify(api)}: a refused option is told in the provider's words, and not tried again`,
      async (scene) => {
        const message = 'aspect_ratio 5:7 is not one of 1:1, 16:9';
        scene[api.provider].script({ kind: 'refuse', status: 400, code: 'invalid_parameter', message });
        const { details } = assertFailed(await scene.run(api), 'invalidRequest', {
          status: 400,
          code: 'invalid_parameter',
          maybeBilled: undefined,
        });
        assert.ok(details.providerMessage?.startsWith(message));
        assertSent(scene, 1);
      },
    );

    fault(
      22,
      `${JSON.stringify(api)}: an option that the model has not is refused before anything is sent`,
      async (scene) => {
        const { details } = assertFailed(
          await scene.run({ ...api, options: { aspectRatio: '5:7' } }),
          'invalidRequest',
        );
        assert.equal(details.problem?.problem, 'optionNotOffered');
        assertSent(scene, 0);
      },
    );

    for (const status of [401, 403]) {
      fault(
        23,
        `${JSON.stringify(api)}: a key that is refused with ${status} is not tried again`,
        async (scene) => {
          scene[api.provider].script({
            kind: 'refuse',
            status,
            code: 'key_revoked',
            message: 'Key is revoked',
          });
          assertFailed(await scene.run(api), 'unauthorized', { status, maybeBilled: undefined });
          assertSent(scene, 1);
        },
      );
    }
  }

  fault(23, 'a key that is revoked while its task runs leaves the task on record', async (scene) => {
    scene.imini.script({ at: 'poll', kind: 'unauthorized' });
    assertFailed(await scene.run({ provider: 'imini' }), 'unauthorized', {
      taskId: scene.imini.tasks[0]!.id,
    });
    assertSaved(await scene.resume({ provider: 'imini' }));
    assertSent(scene, 1);
  });

  for (const api of everyApi) {
    for (const form of ['guide', 'gateway'] as const) {
      fault(24, `${JSON.stringify(api)}: an empty account (${form}) is asked once`, async (scene) => {
        scene[api.provider].script({ kind: 'outOfCredit', form });
        assertFailed(await scene.run(api), 'outOfCredit', { maybeBilled: undefined });
        assertSent(scene, 1);
        assert.deepEqual(scene.clock.sleeps, []);
      });
    }

    fault(24, `${JSON.stringify(api)}: 402 without a word is an empty account`, async (scene) => {
      await scene.inFrontOf(api.provider, { generate: [refuseWith({ status: 402 })] });
      assertFailed(await scene.run(api), 'outOfCredit', { status: 402 });
      assertSent(scene, 1);
    });
  }

  fault(
    24,
    'a quota of the day that is spent is asked once, though the answer says when to retry',
    async (scene) => {
      scene.infinityblue.script({ kind: 'rateLimited', shape: 'google', quota: 'day' });
      assertFailed(await scene.run({ provider: 'infinityblue' }), 'outOfCredit');
      assertSent(scene, 1);
    },
  );

  fault(25, 'a model that is gone is told, and not asked for again', async (scene) => {
    for (const model of ['nanobanana_0', 'gone']) {
      const { details } = assertFailed(
        await scene.run({ provider: 'infinityblue', model }),
        'invalidRequest',
      );
      assert.equal(details.code, 'model_not_found');
    }
    await scene.inFrontOf('imini', {
      generate: [
        refuseWith({ status: 404, body: '{"error":{"code":"MODEL_NOT_FOUND","message":"No such model"}}' }),
      ],
    });
    assertFailed(await scene.run({ provider: 'imini' }), 'invalidRequest', { status: 404 });
    assertSent(scene, 3);
  });

  for (const api of everyApi) {
    for (const status of [408, 504, 524]) {
      fault(
        26,
        `${JSON.stringify(api)}: a gateway that gave up with ${status} may have been paid`,
        async (scene) => {
          const page = insteadOf(() => ({
            status,
            headers: { 'content-type': 'text/html' },
            body: Buffer.from('<html><title>Gateway time-out</title></html>'),
          }));
          await scene.inFrontOf(api.provider, { generate: [page] });
          assertFailed(await scene.run(api), 'timedOut', { status, maybeBilled: true });
          assertSent(scene, 1);
          assert.deepEqual(scene.clock.sleeps, []);
        },
      );
    }

    fault(
      27,
      `${JSON.stringify(api)}: a request past the row's limit is refused before it is paid`,
      async (scene) => {
        const references = [referenceOfLength(3_000_000)];
        const row = { maxRequestBytes: 2_000_000 };
        const { details } = assertFailed(await scene.run({ ...api, references, row }), 'invalidRequest');
        assert.ok(details.problem?.problem === 'requestTooLarge');
        assert.ok(details.problem.byteLength > 4_000_000 && details.problem.limit === 2_000_000);
        assertSent(scene, 0);
      },
    );

    fault(27, `${JSON.stringify(api)}: 413 counts though the upload is cut off by it`, async (scene) => {
      await scene.inFrontOf(api.provider, { generate: [refuseAtOnce] });
      const references = Array.from({ length: 4 }, () => referenceOfLength(6_000_000));
      const outcome = await scene.run({ ...api, references });
      assertFailed(outcome, 'invalidRequest', { status: 413, maybeBilled: undefined });
      assertSent(scene, 1);
    });
  }
});

/** Answers as soon as the head is there; what is still coming is taken and thrown away. */
const refuseAtOnce: Fault = (exchange) => {
  const body = Buffer.from('{"error":{"code":"too_large","message":"At most 20 MB"}}');
  exchange.send({ status: 413, body });
};

function numbered(count: number): readonly string[] {
  const names = ['a-lighthouse-at-dawn.png', 'a-lighthouse-at-dawn-2.png', 'a-lighthouse-at-dawn-3.png'];
  return names.slice(0, count).sort();
}
