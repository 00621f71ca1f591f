import { imagesOfRecipe, type Recipe } from '../model/recipe';

/** An image that was made, as the history knows it. */
export interface MadeImage {
  readonly sha256: string;
  readonly recipe: Recipe;
}

/** One of the images that were made from each other. */
export interface Version<Entry> {
  readonly sha256: string;
  /** Missing for an image that Easel did not make. */
  readonly entry: Entry | undefined;
  /** For such an image: where it was, relative to the workspace folder. */
  readonly path: string | undefined;
  /** When it was made; empty for such an image, which comes first. */
  readonly date: string;
}

/** What an edit was made from: the first image of its recipe that is more than a style. */
export function parentOf(recipe: Recipe | undefined): Recipe['references'][number] | undefined {
  return recipe && imagesOfRecipe(recipe).find(({ use }) => use === 'asset');
}

/**
 * All versions of an image, oldest first: what it was made from, back to the first, and all that was made from those.
 * @param entries newest first
 * @param most where there are more, the newest, and always those that lead to the image
 */
export function versionsOf<Entry extends MadeImage>(
  entries: readonly Entry[],
  image: { readonly sha256: string; readonly recipe: Recipe | undefined },
  most: number,
): readonly Version<Entry>[] {
  const known = new Map(entries.toReversed().map((entry) => [entry.sha256, entry]));
  const way = wayBack(image, known);
  const first = way.at(-1)?.sha256 ?? image.sha256;
  const family = descendantsOf(first, known);
  const onTheWay = new Set(way.map(({ sha256 }) => sha256));
  const others = family
    .filter(({ sha256 }) => !onTheWay.has(sha256))
    .sort((one, other) => one.date.localeCompare(other.date));
  const room = Math.max(0, most - way.length);
  const kept = room === 0 ? [] : others.slice(-room);
  return [...way, ...kept].sort((one, other) => one.date.localeCompare(other.date));
}

/** The image, what it was made from, what that was made from … */
function wayBack<Entry extends MadeImage>(
  { sha256, recipe }: { readonly sha256: string; readonly recipe: Recipe | undefined },
  known: ReadonlyMap<string, Entry>,
): readonly Version<Entry>[] {
  const way: Version<Entry>[] = [
    { sha256, entry: known.get(sha256), path: undefined, date: recipe?.date ?? '' },
  ];
  const seen = new Set([sha256]);
  // A stranger's recipe may lead in a circle.
  for (let parent = parentOf(recipe); parent && !seen.has(parent.sha256);) {
    const { sha256: hash, path } = parent;
    const entry = known.get(hash);
    seen.add(hash);
    way.push({ sha256: hash, entry, path: entry ? undefined : path, date: entry?.recipe.date ?? '' });
    parent = parentOf(entry?.recipe);
  }
  return way;
}

function descendantsOf<Entry extends MadeImage>(
  first: string,
  known: ReadonlyMap<string, Entry>,
): readonly Version<Entry>[] {
  const children = new Map<string, Entry[]>();
  for (const entry of known.values()) {
    const parent = parentOf(entry.recipe)?.sha256;
    if (parent !== undefined) {
      children.set(parent, [...(children.get(parent) ?? []), entry]);
    }
  }
  const found = new Map<string, Version<Entry>>();
  const open = [first];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const entry of children.get(next) ?? []) {
      if (!found.has(entry.sha256)) {
        const { sha256, recipe } = entry;
        found.set(sha256, { sha256, entry, path: undefined, date: recipe.date });
        open.push(sha256);
      }
    }
  }
  return Array.from(found.values());
}
