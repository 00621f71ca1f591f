import assert from 'node:assert/strict';
import { formatFacts, imageFormats } from '../../../../src/shared/imageFormat';
import { sniffFormat } from '../../../../src/core/image/sniff';
import { fixtures } from './fixtures';
import { makeHeic, makePng } from './samples';

const sniffText = (text: string) => sniffFormat(Buffer.from(text));

describe('sniffFormat', () => {
  it('knows every raster format by its bytes', async () => {
    assert.equal(sniffFormat(await makePng()), 'png');
    assert.equal(sniffFormat(fixtures.jpeg), 'jpeg');
    assert.equal(sniffFormat(fixtures.webpLossy), 'webp');
    assert.equal(sniffFormat(fixtures.gif), 'gif');
    assert.equal(sniffFormat(fixtures.bmp), 'bmp');
    assert.equal(sniffFormat(fixtures.tiff), 'tiff');
    assert.equal(sniffFormat(fixtures.avif), 'avif');
    assert.equal(sniffFormat(makeHeic()), 'heic');
  });

  it('takes the telling brand of a general HEIF file', () => {
    const ftyp = (brands: string) =>
      Buffer.concat([Buffer.from([0, 0, 0, 8 + brands.length]), Buffer.from(`ftyp${brands}`, 'latin1')]);
    assert.equal(sniffFormat(ftyp('mif1\0\0\0\0mif1avifmiaf')), 'avif');
    assert.equal(sniffFormat(ftyp('mif1\0\0\0\0mif1heic')), 'heic');
    assert.equal(sniffFormat(ftyp('mif1\0\0\0\0mif1')), 'heic');
    assert.equal(sniffFormat(ftyp('isom\0\0\0\0mp42')), undefined);
  });

  it('finds an SVG behind what may stand before it', () => {
    assert.equal(sniffText('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'svg');
    assert.equal(sniffText('\ufeff<?xml version="1.0"?>\n<!-- a > b --><svg>'), 'svg');
    assert.equal(sniffText('<!DOCTYPE svg PUBLIC "x" "y" [ <!ENTITY a "b"> ]>\n<svg:svg width="1">'), 'svg');
    assert.equal(sniffFormat(Buffer.from('\ufeff<svg></svg>', 'utf16le')), 'svg');
  });

  it('takes no text for an image', () => {
    assert.equal(sniffText('<!DOCTYPE html><html><body><svg></svg></body></html>'), undefined);
    assert.equal(sniffText('{"error":"no image"}'), undefined);
    assert.equal(sniffText('BMW builds cars, and this text is long enough.'), undefined);
    assert.equal(sniffText('<svgfoo>'), undefined);
    assert.equal(sniffText(''), undefined);
    assert.equal(sniffText('<!--'), undefined);
  });

  it('looks only at the bytes it was given, wherever they lie in their buffer', () => {
    const padded = Buffer.concat([Buffer.from('GIF89a'), fixtures.jpeg]);
    assert.equal(sniffFormat(padded.subarray(6)), 'jpeg');
  });

  it('has facts for every format', () => {
    for (const format of imageFormats) {
      assert.match(formatFacts[format].mediaType, /^image\//);
    }
  });
});
