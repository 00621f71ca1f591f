import assert from 'node:assert/strict';
import { excerpt, format, formatDuration, formatSeconds } from '../../../../src/webview/model/format';

describe('texts of the page', () => {
  it('puts values in their places, and reads nothing into the values', () => {
    assert.equal(format('{1} of {0}', '{1}', 2), '2 of {1}');
    assert.equal(format('{0}', '$&'), '$&');
  });

  it('never cuts a character in two', () => {
    assert.equal(excerpt('ab😀', 3), 'ab…');
    assert.equal(excerpt('ab', 2), 'ab');
  });

  it('shows minutes and seconds, and hours where there are any', () => {
    assert.deepEqual([7_000, 750_000, 3_723_000, -5].map(formatDuration), [
      '0:07',
      '12:30',
      '1:02:03',
      '0:00',
    ]);
  });

  it('says how long something took in the language of the reader', () => {
    assert.deepEqual(
      [840, 12_345, 59_990, 125_000].map((milliseconds) => formatSeconds(milliseconds, 'en')),
      ['0.8 sec', '12.3 sec', '60 sec', '2:05'],
    );
    assert.equal(formatSeconds(12_345, 'zh-cn'), '12.3秒');
  });
});
