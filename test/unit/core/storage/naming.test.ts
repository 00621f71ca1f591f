import assert from 'node:assert/strict';
import { editNameOf, firstFreeName, slugOf } from '../../../../src/core/storage/naming';

describe('slugOf', () => {
  it('joins the words of a prompt in lower case', () => {
    assert.equal(slugOf('A fox, in the SNOW!'), 'a-fox-in-the-snow');
    assert.equal(slugOf("  Don't *panic* – it’s 1/2 done…"), 'dont-panic-its-1-2-done');
  });

  it('keeps the letters of every script, composed', () => {
    assert.equal(slugOf('Ein su\u0308ßer Fuchs'), 'ein-süßer-fuchs');
    assert.equal(slugOf('雪の中の狐'), '雪の中の狐');
    assert.equal(slugOf('बर्फ़ में लोमड़ी'), 'बर्फ़-में-लोमड़ी'.normalize('NFC'));
    assert.equal(slugOf('ثعلب في الثلج'), 'ثعلب-في-الثلج');
  });

  it('falls back to a plain word where there are no letters', () => {
    for (const prompt of ['', '🦊🦊', '../..', '   ', '\u202e\u0000', '...', '\ud800']) {
      assert.equal(slugOf(prompt), 'image', JSON.stringify(prompt));
    }
  });

  it('is no path, whatever the prompt says', () => {
    assert.equal(slugOf('../../etc/passwd'), 'etc-passwd');
    assert.equal(slugOf('C:\\Windows\\x.png'), 'c-windows-x-png');
    assert.equal(slugOf('fox. '), 'fox');
  });

  it('cuts at a word, to at most 60 characters and 200 bytes', () => {
    const slug = slugOf('lighthouse '.repeat(20));
    assert.equal(slug, 'lighthouse-lighthouse-lighthouse-lighthouse-lighthouse');
    for (const prompt of [
      'x'.repeat(500),
      '狐'.repeat(500),
      '𝒳'.repeat(500),
      'ç\u0301\u0323'.repeat(200),
      '狐 '.repeat(90),
    ]) {
      const stem = slugOf(prompt);
      assert.ok(stem.length > 0 && Array.from(stem).length <= 60, stem);
      assert.ok(Buffer.byteLength(stem) <= 200, stem);
      assert.doesNotMatch(stem, /\p{Cs}/u);
    }
  });

  it('avoids the names of Windows devices', () => {
    assert.equal(slugOf('CON'), 'con-image');
    assert.equal(slugOf('com1'), 'com1-image');
    assert.equal(slugOf('LPT³'), 'lpt³-image');
    assert.equal(slugOf('console'), 'console');
  });
});

describe('editNameOf', () => {
  it('appends what was done, once', () => {
    assert.equal(editNameOf('fox'), 'fox-edit');
    assert.equal(editNameOf('fox-edit'), 'fox-edit');
    assert.equal(editNameOf('fox-edit-3'), 'fox-edit');
    assert.equal(editNameOf(''), 'image-edit');
  });

  it('keeps the name as its owner wrote it, within what file systems take', () => {
    assert.equal(editNameOf('My Photo (1)'), 'My Photo (1)-edit');
    assert.ok(Buffer.byteLength(editNameOf('狐'.repeat(85))) < 240);
  });
});

describe('firstFreeName', () => {
  it('counts from 2', () => {
    assert.equal(firstFreeName('fox', 'png', []), 'fox.png');
    assert.equal(firstFreeName('fox', 'png', ['fox.png']), 'fox-2.png');
    assert.equal(firstFreeName('fox', 'png', ['fox.png', 'fox-2.png', 'fox-4.png']), 'fox-3.png');
    assert.equal(firstFreeName('fox', 'webp', ['fox.png']), 'fox.webp');
  });

  it('takes names that differ only in case or composition as the same', () => {
    assert.equal(firstFreeName('fox', 'png', ['FOX.PNG']), 'fox-2.png');
    assert.equal(firstFreeName('süß', 'png', ['SU\u0308SS.png']), 'süß-2.png');
    assert.equal(firstFreeName('é', 'png', ['e\u0301.png', 'É-2.png']), 'é-3.png');
  });
});
