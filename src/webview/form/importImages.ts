import type { HostMessage } from '../../protocol/hostMessages';
import type { PageMessage } from '../../protocol/pageMessages';

import type { Page } from '../model/state';

type Post = (message: PageMessage) => void;

/** Files that are offered to the host, until it has said which it takes. */
export class ImageOffers {
  private readonly offered = new Map<string, readonly File[]>();

  constructor(private readonly post: Post) {}

  offer(files: readonly File[]): void {
    const some = files.slice(0, mostFiles);
    const offer = crypto.randomUUID();
    this.offered.set(offer, some);
    this.post({
      type: 'offerImages',
      offer,
      images: some.map(({ name, size }) => ({ name, byteLength: size })),
    });
  }

  /** Sends the images that the host wants, one after the other so that few are in memory. */
  async send({ offer, ids }: Extract<HostMessage, { type: 'takeImages' }>): Promise<void> {
    const files = this.offered.get(offer) ?? [];
    this.offered.delete(offer);
    for (const [index, id] of ids.entries()) {
      const file = files[index];
      if (file && id !== '') {
        try {
          this.post({ type: 'imageBytes', id, bytes: new Uint8Array(await file.arrayBuffer()) });
        } catch {
          this.post({ type: 'imageFailed', id });
        }
      }
    }
  }
}

/**
 * Takes files that are dropped on an element: from Explorer as addresses, from the operating system as bytes. VS Code
 * lets a drag into a page only with Shift held.
 */
export function acceptImageDrops(element: HTMLElement, page: Page): void {
  const show = (isOver: boolean): boolean => element.classList.toggle('drop-target', isOver);
  element.addEventListener('dragover', (event) => {
    if (event.dataTransfer && carriesFiles(event.dataTransfer)) {
      event.preventDefault();
      event.stopPropagation();
      event.dataTransfer.dropEffect = 'copy';
      show(true);
    }
  });
  element.addEventListener('dragleave', ({ relatedTarget }) => {
    if (!(relatedTarget instanceof Node && element.contains(relatedTarget))) {
      show(false);
    }
  });
  element.addEventListener('drop', (event) => {
    show(false);
    if (event.dataTransfer && carriesFiles(event.dataTransfer)) {
      event.preventDefault();
      event.stopPropagation();
      takeDrop(event.dataTransfer, page);
    }
  });
}

/** An image in the clipboard; text that comes with it is what the user means in a text field. */
export function acceptPastedImages(offers: ImageOffers): void {
  document.addEventListener('paste', (event) => {
    const { clipboardData } = event;
    const files = Array.from(clipboardData?.files ?? []).filter(({ type }) => type.startsWith('image/'));
    if (files.length > 0 && clipboardData?.getData('text/plain') === '') {
      event.preventDefault();
      offers.offer(files);
    }
  });
}

/** As many as a message may carry. */
const mostFiles = 64;

/** Names in the order of preference: VS Code's own tells folders of other file systems too. */
const addressTypes = ['application/vnd.code.uri-list', 'text/uri-list'] as const;

function carriesFiles({ types }: DataTransfer): boolean {
  return types.includes('Files') || addressTypes.some((type) => types.includes(type));
}

function takeDrop(transfer: DataTransfer, page: Page): void {
  const [own, common] = addressTypes.map((type) => addressesIn(transfer.getData(type)));
  if (own && own.length > 0) {
    page.post({ type: 'dropReferences', uris: own });
  } else if (transfer.files.length > 0) {
    page.offerFiles(Array.from(transfer.files));
  } else if (common && common.length > 0) {
    page.post({ type: 'dropReferences', uris: common });
  }
}

/** https://www.rfc-editor.org/rfc/rfc2483#section-5 */
function addressesIn(list: string): readonly string[] {
  return list
    .split(/\r?\n/)
    .filter((line) => line !== '' && !line.startsWith('#'))
    .slice(0, mostFiles);
}
