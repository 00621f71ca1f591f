/** Only a drag that began in this list carries data under this name. */
const dragType = 'application/x-easel-reference';

export function makeReferenceDraggable(tile: HTMLElement, uri: string): void {
  tile.draggable = true;
  tile.addEventListener('dragstart', ({ dataTransfer }) => {
    dataTransfer?.setData(dragType, uri);
    if (dataTransfer) {
      dataTransfer.effectAllowed = 'move';
    }
    tile.classList.add('dragged');
  });
  tile.addEventListener('dragend', () => tile.classList.remove('dragged'));
}

/** Lets tiles be dropped between tiles. `move` is told the position that the tile then has. */
export function acceptReferenceDrops(list: HTMLElement, move: (uri: string, to: number) => void): void {
  let gap: number | undefined;
  const showGap = (next: number | undefined): void => {
    gap = next;
    Array.from(list.children).forEach((tile, index, { length }) => {
      tile.classList.toggle('drop-before', index === gap);
      tile.classList.toggle('drop-after', gap === length && index === length - 1);
    });
  };
  list.addEventListener('dragover', (event) => {
    const tiles = Array.from(list.children);
    const tile = tiles.find((candidate) => event.target instanceof Node && candidate.contains(event.target));
    if (!tile || !event.dataTransfer?.types.includes(dragType)) {
      return;
    }
    event.preventDefault();
    const box = tile.getBoundingClientRect();
    showGap(tiles.indexOf(tile) + (event.clientX > box.left + box.width / 2 ? 1 : 0));
  });
  list.addEventListener('dragleave', ({ relatedTarget }) => {
    if (!(relatedTarget instanceof Node && list.contains(relatedTarget))) {
      showGap(undefined);
    }
  });
  list.addEventListener('dragend', () => showGap(undefined));
  list.addEventListener('drop', (event) => {
    const uri = event.dataTransfer?.getData(dragType);
    if (uri && gap !== undefined) {
      event.preventDefault();
      const from = Array.from(list.children).findIndex((tile) => tile.classList.contains('dragged'));
      move(uri, from >= 0 && from < gap ? gap - 1 : gap);
    }
    showGap(undefined);
  });
}
