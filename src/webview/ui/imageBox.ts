import { h, icon, setAttribute, whenChanged } from './dom';

/** What VS Code was too busy to answer in time is asked for once more. */
const retryMilliseconds = 1000;

interface ImageBox {
  readonly element: HTMLElement;
  /** A new address is loaded; the same one is not loaded again. */
  render(source: string, alternative: string): void;
}

/**
 * An image in a box of fixed shape, so that nothing moves when it arrives. Where it cannot be shown, words
 * stand in its place.
 */
export function createImageBox(missing: string): ImageBox {
  const image = h('img', { class: 'image', decoding: 'async', loading: 'lazy', draggable: 'false' });
  const words = h('span', { class: 'image-missing' }, icon('file-media'), h('span', {}, missing));
  const element = h('span', { class: 'image-box' }, image, words);
  const showMissing = (isMissing: boolean): void => {
    image.hidden = isMissing;
    words.hidden = !isMissing;
  };
  let isRetried = false;
  image.addEventListener('error', () => {
    showMissing(isRetried);
    if (!isRetried) {
      isRetried = true;
      window.setTimeout(() => {
        image.src = image.src;
      }, retryMilliseconds);
    }
  });
  image.addEventListener('load', () => showMissing(false));
  const load = whenChanged((source: string) => {
    isRetried = false;
    showMissing(source === '');
    setAttribute(image, 'src', source || undefined);
  });
  return {
    element,
    render(source, alternative) {
      load(source);
      setAttribute(image, 'alt', alternative);
    },
  };
}
