import type { PictureView } from '../../protocol/viewerViews';
import { h, setAttribute, whenChanged } from './dom';

interface Picture {
  readonly element: HTMLElement;
  /** The image itself, which code may draw from. */
  readonly image: HTMLImageElement;
  render(view: PictureView, alternative: string): void;
}

/** An image as large as its frame allows, also where it has fewer pixels, so that two of them can be laid on each other. */
export function createPicture(): Picture {
  // With the attribute the page may read the pixels whatever the resource's own headers say.
  const image = h('img', { class: 'picture-image', crossorigin: 'anonymous', draggable: 'false' });
  const element = h('div', { class: 'picture' }, image);
  const load = whenChanged((source: string) => setAttribute(image, 'src', source || undefined));
  return {
    element,
    image,
    render({ source, width, height }, alternative) {
      element.style.setProperty('--ratio', String(width > 0 && height > 0 ? width / height : 1));
      load(source);
      setAttribute(image, 'alt', alternative);
    },
  };
}
