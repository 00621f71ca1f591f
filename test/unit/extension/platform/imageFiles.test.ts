import assert from 'node:assert/strict';
import { hasImageName, imageGlob, isShownByName } from '../../../../src/extension/platform/imageFiles';

describe('The names of images', () => {
  it('are known in either case, and only by their end', () => {
    assert.ok(['/a.png', '/a.JPG', '/a.jpeg', '/a.avif', '/a.heic'].every((path) => hasImageName({ path })));
    assert.ok(!['/a.txt', '/a.png.txt', '/png', '/a.tiff'].some((path) => hasImageName({ path })));
    assert.ok(imageGlob.includes(',avif,AVIF,'));
  });

  it('tell which ones VS Code can show', () => {
    assert.ok(['/a.png', '/a.JPG', '/a.jpeg', '/a.avif', '/a.svg'].every((path) => isShownByName({ path })));
    assert.ok(!['/a.heic', '/a.HEIC', '/a.txt', '/a'].some((path) => isShownByName({ path })));
  });
});
