import assert from 'node:assert/strict';
import {
  canWrite,
  drawText,
  lineHeight,
  measureText,
} from '../../../../../src/core/apis/placeholder/bitmapFont';
import { digitAndSignBands, letterBands } from '../../../../../src/core/apis/placeholder/bitmapFontGlyphs';

describe('bitmap font', () => {
  it('has a well-formed glyph for each name', () => {
    for (const band of [...letterBands, ...digitAndSignBands]) {
      const [names = [], ...rows] = band
        .trim()
        .split('\n')
        .map((line) => line.split(/ +/));
      assert.ok(rows.length >= 7 && rows.length <= 9, names.join(''));
      for (const row of rows) {
        assert.deepEqual(
          row.map((part) => part.length),
          rows[0]!.map((part) => part.length),
          names.join(''),
        );
        assert.equal(row.length, names.length);
        assert.match(row.join(''), /^[.#]+$/);
      }
    }
  });

  it('writes all of ASCII and Latin-1, composed or not', () => {
    for (let code = 0x20; code <= 0xff; code++) {
      const text = String.fromCodePoint(code);
      assert.equal(canWrite(text), code < 0x7f || code >= 0xa0, text);
      assert.equal(canWrite(text.normalize('NFD')), canWrite(text), text);
    }
    assert.ok(canWrite('Žluťoučký kůň, Łódź, Œuvre — “ok” …'));
  });

  it('draws no two letters alike', () => {
    const seen = new Map<string, string>();
    for (let code = 0x21; code <= 0xff; code++) {
      const text = String.fromCodePoint(code);
      if (canWrite(text) && !'\u00a0\u00ad'.includes(text)) {
        const drawn = JSON.stringify(
          Array.from({ length: lineHeight }, (_, y) => drawText(text, 1).spansAt(y)),
        );
        assert.equal(seen.get(drawn), undefined, text);
        seen.set(drawn, text);
      }
    }
  });

  it('says what it cannot write', () => {
    for (const text of ['狐', 'ثعلب', '🦊', 'лиса', 'a\u20dd', '\u0001', 'a\u0301\u0001']) {
      assert.equal(canWrite(text), false, text);
    }
  });

  it('measures what it draws, and draws inside it', () => {
    for (const scale of [1, 2, 7]) {
      const drawing = drawText('Ålgjö §@% ÍÎ', scale);
      assert.equal(drawing.width, measureText('Ålgjö §@% ÍÎ') * scale);
      assert.equal(drawing.height, lineHeight * scale);
      for (let y = 0; y < drawing.height; y++) {
        for (const { from, to } of drawing.spansAt(y)) {
          assert.ok(0 <= from && from <= to && to <= drawing.width);
        }
      }
    }
  });
});
