import type { HistoryIndex, HistoryRow } from './historyIndex';
import type { HistoryMarks } from './historyMarks';
import type { HistoryQuery } from '../../shared/historyQuery';

/** All but the search in prompts, which needs the file. */
export function matchesFilters(row: HistoryRow, query: HistoryQuery, marks: HistoryMarks): boolean {
  return (
    (query.providerId === '' || row.providerId === query.providerId) &&
    (query.modelId === '' || row.modelId === query.modelId) &&
    row.date >= query.since &&
    (!query.withReferences || row.hasReferences) &&
    (!query.favourites || marks.isStarred(row.id))
  );
}

/** Looks for words in the prompts of rows, in their order, and yields what each read of the file has found. */
export async function* searchPrompts(
  index: HistoryIndex,
  rows: readonly HistoryRow[],
  text: string,
): AsyncGenerator<readonly HistoryRow[]> {
  const words = wordsOf(text);
  for (const block of blocksOf(rows)) {
    const texts = await index.readBlock(block);
    yield block.filter((_, at) => {
      const prompt = fold(promptOf(texts[at] ?? ''));
      return words.every((word) => prompt.includes(word));
    });
  }
}

/** The prompts of rows, in their order; empty where an entry cannot be read. */
export async function readPrompts(
  index: HistoryIndex,
  rows: readonly HistoryRow[],
): Promise<readonly string[]> {
  const prompts: string[] = [];
  for (const block of blocksOf(rows)) {
    prompts.push(...(await index.readBlock(block)).map(promptOf));
  }
  return prompts;
}

/** Empty where there is nothing to look for. */
export function wordsOf(text: string): readonly string[] {
  return fold(text)
    .split(/\s+/u)
    .filter((word) => word !== '');
}

/** Bytes that are read at once, unless one entry has more. */
const blockBytes = 256 * 1024;

function* blocksOf(rows: readonly HistoryRow[]): Generator<readonly HistoryRow[]> {
  let block: HistoryRow[] = [];
  let low = Infinity;
  let high = 0;
  for (const row of rows) {
    const [start, end] = [Math.min(low, row.start), Math.max(high, row.start + row.length)];
    if (block.length > 0 && end - start > blockBytes) {
      yield block;
      block = [];
      [low, high] = [row.start, row.start + row.length];
    } else {
      [low, high] = [start, end];
    }
    block.push(row);
  }
  if (block.length > 0) {
    yield block;
  }
}

function promptOf(line: string): string {
  try {
    const { recipe } = JSON.parse(line) as {
      recipe?: { prompt?: unknown; promptParts?: { own?: unknown } };
    };
    const prompt = recipe?.promptParts?.own ?? recipe?.prompt;
    return typeof prompt === 'string' ? prompt : '';
  } catch {
    return '';
  }
}

function fold(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}
