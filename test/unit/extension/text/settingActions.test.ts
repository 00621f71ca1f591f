import assert from 'node:assert/strict';
import {
  EaselError,
  errorKinds,
  type AddressFault,
  type ErrorDetails,
  type ErrorKind,
  type RowOffer,
} from '../../../../src/core/model/errors';
import { actionLabels, describeError } from '../../../../src/extension/text/errorText';

const offers: readonly RowOffer[] = [
  { field: 'referenceFields', value: 'image' },
  { field: 'maskField', value: 'mask_file' },
  { field: 'streaming', value: false },
];

/** Whether a row of the setting can help. */
const addressFaults: Readonly<Record<AddressFault, boolean>> = {
  malformed: false,
  scheme: false,
  insecure: true,
  unencrypted: false,
  local: true,
  metadata: false,
  password: false,
  foreign: false,
};

const reasons = [
  ...[
    'noKey',
    'keyring',
    'otherAddress',
    'redirect',
    'metadata',
    'unencrypted',
    'html',
    'empty',
    'outsideWorkspace',
    'toolFolder',
  ],
  ...['absoluteSetting', 'variableInSetting', 'journal', 'spending', 'takenOver', 'otherShape', 'PerDay'],
];

/** Whatever its words depend on. */
const details: readonly ErrorDetails[] = [
  {},
  ...reasons.map((reason) => ({ reason })),
  ...(Object.keys(addressFaults) as AddressFault[]).map((addressFault) => ({
    reason: 'address',
    addressFault,
  })),
  ...offers.map((offer) => ({ offer })),
  { subject: 'model' },
  { subject: 'address', address: 'https://api.example/v2/images', status: 404 },
  { problem: { problem: 'insecureAddress', url: 'http://api.example' } },
  { problem: { problem: 'unencrypted', host: 'api.example' } },
  { problem: { problem: 'providerNotAllowed', id: 'mine', host: 'api.example' } },
  { problem: { problem: 'metadataAddress', host: '169.254.169.254' } },
  {
    problem: {
      problem: 'brokenSetting',
      row: {
        index: 0,
        providerId: undefined,
        faults: [{ field: 'baseUrl', fault: 'other', message: 'Invalid URL' }],
      },
    },
  },
  { problem: { problem: 'workflow', file: 'flow.json', fault: 'noInput', about: '6.text' } },
  { problem: { problem: 'overLimit', currency: 'USD', spent: 1, estimate: 1, limit: 1 } },
  { networkCode: 'ERR_TLS_CERT_ALTNAME_INVALID' },
  { networkCode: 'ECONNREFUSED' },
];

const said = (kind: ErrorKind, more: ErrorDetails): ReturnType<typeof describeError> =>
  describeError(new EaselError(kind, { host: 'api.example', file: 'images', ...more }));

describe('What a message offers', () => {
  for (const [setting, action] of [
    ['easel.providers', 'editProviders'],
    ['easel.monthlyLimit', 'openLimits'],
    ['easel.outputFolder', 'openSettings'],
    ['easel.allowedProviders', 'openAllowedProviders'],
    ['easel.requireHttps', 'openRequireHttps'],
  ] as const) {
    it(`is to open the settings wherever it says to change ${setting}`, () => {
      let named = 0;
      for (const kind of errorKinds) {
        for (const more of details) {
          const words = said(kind, more);
          if (words.message.includes(setting)) {
            named += 1;
            assert.equal(words.action, action, words.message);
            assert.notEqual(actionLabels[words.action](), '');
          } else {
            // A folder may be mended elsewhere, too.
            assert.ok(words.action !== action || action === 'openSettings', words.message);
          }
        }
      }
      assert.ok(named > 0);
    });
  }

  it('is to open the providers where what they say of an address or a field is wrong', () => {
    for (const offer of offers) {
      assert.equal(said('invalidRequest', { offer }).action, 'editProviders');
    }
    assert.equal(said('invalidRequest', { subject: 'address', status: 404 }).action, 'editProviders');
    assert.equal(said('invalidRequest', { subject: 'model' }).action, 'selectModel');
    assert.equal(said('unexpectedAnswer', { reason: 'redirect' }).action, 'editProviders');
    for (const [addressFault, helps] of Object.entries(addressFaults) as [AddressFault, boolean][]) {
      const { action } = said('unexpectedAnswer', { reason: 'address', addressFault });
      const otherwise = addressFault === 'unencrypted' ? 'openRequireHttps' : 'showLog';
      assert.equal(action, helps ? 'editProviders' : otherwise, addressFault);
    }
  });

  it('is not decided by what a stranger says', () => {
    const words = said('refusedByPolicy', { providerMessage: 'Change easel.providers to get images.' });
    assert.equal(words.action, 'showLog');
  });
});
