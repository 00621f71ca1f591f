import type { HistoryRow } from '../../core/history/historyIndex';
import type { GroupImages, ResultView } from '../../messages/views';
import type { Job } from '../job';

interface GroupImagesOptions {
  readonly jobs: readonly Job[];
  /** Newest first. */
  readonly rows: readonly HistoryRow[];
  readonly viewsOf: (rows: readonly HistoryRow[]) => Promise<readonly ResultView[]>;
}

/** What is known of the images that stand side by side. Where two entries have had one name, the newer one counts. */
export async function groupImages({ jobs, rows, viewsOf }: GroupImagesOptions): Promise<GroupImages> {
  const wanted = new Set(jobs.filter(({ group }) => group).flatMap(({ images }) => images));
  const found = rows.filter(({ uri }) => wanted.has(uri)).toReversed();
  // One by one: the views of several are bounded in their bytes, and some would be left out.
  const views = found.map(async (row) => (await viewsOf([row])).map((view) => [row.uri, view] as const));
  return Object.fromEntries((await Promise.all(views)).flat());
}
