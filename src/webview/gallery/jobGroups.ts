import { t } from '@vscode/l10n';
import type { GroupImages, JobView, ResultView } from '../../protocol/views';
import { groupsOf, type JobGroup } from '../model/batch';
import { h, iconButton, setAttribute, setOptionalText, setText, whenChanged } from '../ui/dom';
import { excerpt, formatSeconds } from '../model/format';
import { createImageBox } from '../ui/imageBox';
import { elapsedTimes, jobRows } from './jobList';
import { keyedList, type Row } from '../ui/keyedList';
import { createResultTile } from './resultGrid';
import { rovingFocus } from '../ui/rovingFocus';
import type { Page, View } from '../model/state';

const longestTitle = 200;

/** What of the state the groups are drawn from. */
interface GroupItem extends JobGroup {
  readonly results: GroupImages;
}

/** The jobs of one click side by side, each with its images and the time it took, newest group first. */
export function createJobGroups(page: Page): View {
  const element = h('div', { class: 'groups' });
  const renderGroups = keyedList<GroupItem>({
    parent: element,
    key: ({ id }) => id,
    create: ({ id }) => createGroup(page, id),
  });
  const showElapsed = elapsedTimes(element);
  const render = whenChanged((jobs: readonly JobView[], results: GroupImages) => {
    renderGroups(groupsOf(jobs).map((group) => ({ ...group, results })));
    showElapsed(jobs);
  });
  return { element, render: ({ jobs, groupImages }) => render(jobs, groupImages) };
}

function createGroup(page: Page, id: string): Row<GroupItem> {
  const headingId = `group-${id}`;
  const heading = h('h3', { id: headingId, class: 'group-title', dir: 'auto' });
  const count = h('span', { class: 'counter' });
  const close = iconButton({
    icon: 'close',
    label: t('Stop Showing Side by Side'),
    testId: 'ungroup',
    onClick: () => page.post({ type: 'ungroup', id }),
  });
  const list = h('ul', { class: 'group-list', role: 'list' });
  const renderMembers = keyedList<MemberItem>({
    parent: list,
    key: ({ job }) => String(job.group?.slot),
    create: () => createMember(page),
  });
  return {
    element: h(
      'section',
      { class: 'group', 'aria-labelledby': headingId, 'data-testid': 'group' },
      h('div', { class: 'group-head' }, heading, count, close),
      list,
    ),
    render({ title, jobs, results }) {
      setText(heading, excerpt(title, longestTitle));
      heading.title = heading.textContent;
      setText(count, t('{0} side by side', jobs.length));
      renderMembers(jobs.map((job) => ({ job, results })));
    },
  };
}

interface MemberItem {
  readonly job: JobView;
  readonly results: GroupImages;
}

function createMember(page: Page): Row<MemberItem> {
  const label = h('div', { class: 'member-label', dir: 'auto' });
  const took = h('span', { class: 'counter', 'data-testid': 'took' });
  const jobs = h('ul', { class: 'member-tiles', role: 'list' });
  const images = h('ul', { class: 'member-tiles', role: 'list' });
  const renderJobs = jobRows(page, jobs);
  const renderImages = keyedList<MemberImage>({
    parent: images,
    key: ({ uri, result }) => (result ? uri : `${String(result)} ${uri}`),
    create: ({ result }) => (result ? createImageRow(page, result) : createEmptyRow(result === null)),
  });
  const refreshFocus = rovingFocus(images);
  return {
    element: h(
      'li',
      { class: 'member', 'data-testid': 'member' },
      h('div', { class: 'member-head' }, label, took),
      images,
      jobs,
    ),
    render({ job, results }) {
      setText(label, job.group?.label ?? '');
      label.title = job.group?.label ?? '';
      const time =
        job.took === undefined ? '' : t('Took {0}', formatSeconds(job.took, document.documentElement.lang));
      setOptionalText(took, [time, job.cost].filter((text) => text !== '').join(' · '));
      renderJobs(job.state === 'done' ? [] : [job]);
      renderImages(job.images.map((uri) => ({ uri, result: results[uri] })));
      refreshFocus();
    },
  };
}

interface MemberImage {
  readonly uri: string;
  /** `null` where the history has it no more; `undefined` where nobody has said anything of it yet. */
  readonly result: ResultView | null | undefined;
}

function createImageRow(page: Page, { id }: ResultView): Row<MemberImage> {
  // The history below makes the thumbnails.
  const tile = createResultTile(page, { id, makeThumbnail: () => undefined });
  return {
    element: tile.element,
    render({ result }, index) {
      if (result) {
        tile.render(result, index);
      }
    },
  };
}

/** Holds the place of an image that is on its way, or that has gone. */
function createEmptyRow(isGone: boolean): Row<MemberImage> {
  const box = createImageBox(isGone ? t('Cannot be shown') : '');
  box.render('', '');
  setAttribute(box.element, 'aria-busy', String(!isGone));
  return { element: h('li', { class: 'tile' }, box.element), render: () => undefined };
}
