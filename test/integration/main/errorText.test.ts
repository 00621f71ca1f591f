import assert from 'node:assert/strict';
import { EaselError, errorKinds } from '../../../src/core/model/errors';
import type { RequestProblem } from '../../../src/shared/requestProblem';
import { actionLabels, describeError } from '../../../src/extension/text/errorText';
import { unreachableText } from '../../../src/extension/text/unreachableText';

/** One of each; a new problem does not compile until it stands here. */
const problems: { readonly [P in RequestProblem['problem']]: Extract<RequestProblem, { problem: P }> } = {
  emptyPrompt: { problem: 'emptyPrompt' },
  promptTooLong: { problem: 'promptTooLong', length: 7001, limit: 6000 },
  tooManyReferences: { problem: 'tooManyReferences', count: 15, limit: 14 },
  referenceFormat: { problem: 'referenceFormat', file: 'a.gif', format: 'gif', accepted: ['png', 'jpeg'] },
  referencePixels: { problem: 'referencePixels', file: 'a.png', width: 9000, height: 6000, limit: 4096 },
  referenceBytes: { problem: 'referenceBytes', file: 'a.png', byteLength: 900, limit: 800 },
  referenceNotConverted: { problem: 'referenceNotConverted', file: 'a.bmp' },
  styleReference: { problem: 'styleReference', file: 'a.png' },
  maskNotTaken: { problem: 'maskNotTaken' },
  maskWithoutReference: { problem: 'maskWithoutReference' },
  maskFormat: { problem: 'maskFormat' },
  maskBytes: { problem: 'maskBytes', byteLength: 900, limit: 800 },
  maskPixels: {
    problem: 'maskPixels',
    file: 'a.png',
    width: 300,
    height: 200,
    reference: { width: 200, height: 300 },
  },
  maskOnTurned: { problem: 'maskOnTurned', file: 'a.jpg' },
  maskGone: { problem: 'maskGone' },
  optionNotOffered: { problem: 'optionNotOffered', option: 'size', value: '8K', offered: ['1K', '2K'] },
  transparentFormat: { problem: 'transparentFormat', format: 'jpg' },
  seedNotTaken: { problem: 'seedNotTaken', seed: 7 },
  negativePromptNotTaken: { problem: 'negativePromptNotTaken' },
  seedOutOfRange: { problem: 'seedOutOfRange', seed: 4294967296, limit: 4294967295 },
  tooManyImages: { problem: 'tooManyImages', count: 9, limit: 8 },
  tooManyCalls: { problem: 'tooManyCalls', limit: 16 },
  requestTooLarge: { problem: 'requestTooLarge', byteLength: 900, limit: 800 },
  unknownModel: { problem: 'unknownModel', model: 'flux.safetensors', offered: ['1K.safetensors'] },
  workflow: { problem: 'workflow', file: 'flow.json', fault: 'noInput', about: '6.text' },
  overLimit: { problem: 'overLimit', currency: 'credits', spent: 480, estimate: 120, limit: 500 },
  insecureAddress: { problem: 'insecureAddress', url: 'http://api.example' },
  unencrypted: { problem: 'unencrypted', host: 'api.example' },
  providerNotAllowed: { problem: 'providerNotAllowed', id: 'mine', host: 'gateway.example:8443' },
  metadataAddress: { problem: 'metadataAddress', host: '169.254.169.254' },
  brokenSetting: { problem: 'brokenSetting', row: { index: 0, providerId: 'imini', faults: [] } },
  noList: { problem: 'noList' },
};

/** Pixels are two facts. */
function sidesOf(value: unknown): readonly unknown[] {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.values(value)
    : [value];
}

describe('Words for errors', () => {
  const place = { file: 'images', host: 'api.example' };

  for (const kind of errorKinds) {
    it(`${kind} has a sentence and an action, also when only the place is known`, () => {
      const { message, action } = describeError(new EaselError(kind, place));
      assert.match(message, /^.{10,}[.!]$/u);
      assert.doesNotMatch(message, /\{\d\}|undefined|\(\)/u);
      assert.notEqual(actionLabels[action](), '');
    });
  }

  for (const problem of Object.values(problems).filter((each) => each.problem !== 'brokenSetting')) {
    it(`${problem.problem} says what was asked and what is possible`, () => {
      const { message } = describeError(new EaselError('invalidRequest', { problem }));
      for (const value of Object.values(problem).slice(1).flatMap(sidesOf)) {
        const shown = Array.isArray(value) ? 'PNG|1K' : value === 'noInput' ? 'no input' : String(value);
        assert.match(message, new RegExp(shown.replaceAll(/[[\].]/gu, '.'), 'iu'));
      }
    });
  }

  it('a full disk is called one, with what the image needs', () => {
    for (const networkCode of ['ENOSPC', 'EDQUOT']) {
      const full = { file: 'images', reason: 'failed', networkCode };
      const afterwards = describeError(new EaselError('cannotSave', { ...full, byteLength: 5_242_880 }));
      assert.match(afterwards.message, /^There is no space left for images: the image needs 5\.0 MB\./u);
      const before = describeError(new EaselError('cannotSave', full));
      assert.match(before.message, /^There is no space left for images\. Make room/u);
    }
  });

  it("a provider's message is shown in one harmless line, and in full as detail", () => {
    const providerMessage =
      `Please [read this](command:workbench.action.closeWindow)\u0007 $(error) first. `.repeat(20);
    const { message, detail } = describeError(new EaselError('invalidRequest', { providerMessage }));
    assert.doesNotMatch(message, /\]\(|\$\(|\p{Cc}/u);
    assert.ok(message.length < 300);
    assert.ok(message.includes('read this'));
    assert.ok(detail.includes(providerMessage));
  });

  it('what may be billed is said', () => {
    assert.match(describeError(new EaselError('timedOut', { maybeBilled: true })).message, /billed/u);
    assert.doesNotMatch(describeError(new EaselError('timedOut')).message, /billed/u);
  });

  it('a request that was put off is said to have cost nothing, with the time to wait', () => {
    const { message } = describeError(new EaselError('rateLimited', { status: 503, retryAfterSeconds: 7 }));
    assert.match(message, /wait 7 s.* Nothing was billed\.$/u);
  });

  for (const host of ['localhost', '127.0.0.1', '[::1]']) {
    it(`${host} that does not answer is this machine, and in a remote window the other one`, () => {
      const details = { host, networkCode: 'ECONNREFUSED' };
      assert.match(
        unreachableText(details, undefined),
        /\(ECONNREFUSED\) on this machine\. Start the server/u,
      );
      assert.match(
        unreachableText(details, 'ssh-remote'),
        /remote window \(ssh-remote\).*not the one before you/u,
      );
    });
  }

  it('another host that does not answer is the same from every machine', () => {
    const details = { host: 'api.example', networkCode: 'ENOTFOUND' };
    assert.equal(unreachableText(details, 'ssh-remote'), unreachableText(details, undefined));
    assert.match(unreachableText(details, undefined), /^Cannot reach api\.example \(ENOTFOUND\)\. Check/u);
  });

  it('a fault of Easel itself is called one', () => {
    const { message, detail } = describeError(new TypeError('x is [not](command:a) a function'));
    assert.match(message, /Easel itself/u);
    assert.doesNotMatch(message, /\]\(/u);
    assert.equal(detail, 'x is [not](command:a) a function');
  });
});
