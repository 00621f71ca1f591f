import { largestImage } from '../../shared/limits';
import type { Page, PageState } from '../model/state';

/** How Explorer names what is dragged, and other programs. */
const uriTypes = ['application/vnd.code.uri-list', 'text/uri-list'];

/**
 * Lets an image be dropped beside the form, from the operating system or from Explorer; its recipe is offered then.
 * What is dragged within the page has types of its own and is left to others.
 */
export function acceptRecipeDrops(page: Page, place: HTMLElement, state: () => PageState | undefined): void {
  let depth = 0;
  const mark = (isOver: boolean): void => {
    depth = isOver ? depth : 0;
    place.classList.toggle('drop-recipe', isOver);
  };
  place.addEventListener('dragenter', (event) => {
    if (isTaken(event.dataTransfer)) {
      claim(event);
      depth++;
      mark(true);
    }
  });
  place.addEventListener('dragleave', ({ dataTransfer }) => {
    if (isTaken(dataTransfer)) {
      depth--;
      mark(depth > 0);
    }
  });
  place.addEventListener('dragover', (event) => {
    if (isTaken(event.dataTransfer)) {
      claim(event);
      if (event.dataTransfer) {
        event.dataTransfer.dropEffect = 'copy';
      }
    }
  });
  place.addEventListener('drop', (event) => {
    mark(false);
    const { dataTransfer } = event;
    if (dataTransfer && isTaken(dataTransfer)) {
      claim(event);
      void take(page, dataTransfer, state()?.recipe.dropTicket ?? '');
    }
  });
}

/** VS Code takes files over for its editors, and the mouse from the page, unless it does not hear of them. */
function claim(event: DragEvent): void {
  event.preventDefault();
  event.stopPropagation();
}

function isTaken(dataTransfer: DataTransfer | null): boolean {
  return dataTransfer?.types.some((type) => type === 'Files' || uriTypes.includes(type)) ?? false;
}

async function take(page: Page, dataTransfer: DataTransfer, ticket: string): Promise<void> {
  // A file from Explorer is a file of the workspace, and may be one for the browser as well.
  const uri = uriTypes.map((type) => firstUri(dataTransfer.getData(type))).find((each) => each !== undefined);
  const file = dataTransfer.files[0];
  if (uri !== undefined) {
    page.post({ type: 'dropUri', uri });
  } else if (file && file.size <= largestImage) {
    const bytes = new Uint8Array(await file.arrayBuffer());
    page.post({ type: 'dropImage', ticket, name: file.name.slice(-300), bytes });
  } else if (file) {
    page.dispatch({ type: 'dropRefused', name: file.name });
  }
}

function firstUri(list: string): string | undefined {
  return list
    .split(/\r?\n/)
    .map((line) => line.trim())
    .find((line) => line !== '' && !line.startsWith('#'));
}
