import type { HistoryRow } from '../../../core/history/historyIndex';
import type { GroupImages, ResultView } from '../../../protocol/views';
import type { Job } from '../../../app/jobs/job';

interface GroupImagesOptions {
  readonly jobs: readonly Pick<Job, 'group' | 'images' | 'endedAt'>[];
  /** Newest first. */
  readonly rows: readonly HistoryRow[];
  /** These are all. */
  readonly isComplete: boolean;
  readonly viewsOf: (rows: readonly HistoryRow[]) => Promise<readonly ResultView[]>;
}

/** What is known of the images that stand side by side. Where two entries have had one name, the newer one counts. */
export async function groupImages({
  jobs,
  rows,
  isComplete,
  viewsOf,
}: GroupImagesOptions): Promise<GroupImages> {
  const grouped = jobs.filter(({ group }) => group);
  const wanted = new Set(grouped.flatMap(({ images }) => images));
  // The entry is written when the file is there, and before its job ends.
  const expected = grouped.filter(({ endedAt }) => endedAt !== undefined).flatMap(({ images }) => images);
  const gone = isComplete ? expected.map((uri) => [uri, null] as const) : [];
  const found = rows.filter(({ uri }) => wanted.has(uri)).toReversed();
  // One by one: the views of several are bounded in their bytes, and some would be left out.
  const views = found.map(async (row) => (await viewsOf([row])).map((view) => [row.uri, view] as const));
  return Object.fromEntries([...gone, ...(await Promise.all(views)).flat()]);
}
