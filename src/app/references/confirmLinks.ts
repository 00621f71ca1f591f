import { realpath } from 'node:fs/promises';
import { Declined } from '../../core/model/cancellation';
import { isInWorkspace, resolvedBelow } from '../project/paths';
import { fsPathOf, isFileUri } from '../project/uri';
import type { OutsideImage } from '../questions';
import type { Files } from '../ports';
import type { Services } from '../services';
import { readTexts } from '../project/memory';

/**
 * A repository may hold a link that leads to an image elsewhere on the disk, and looks like one of its own. Such an
 * image is sent after one question.
 * @throws Declined when the user declined.
 */
export async function confirmLinksOutside(
  references: readonly { readonly uri: string }[],
  services: Services,
): Promise<void> {
  const links = await Promise.all(references.map(({ uri }) => linkOutside(services.files, uri)));
  await confirm(
    links.flatMap((link) => link ?? []),
    services,
  );
}

/**
 * A command can be called by a task or a key binding of the repository, with images that the user never saw. Those from
 * outside the workspace go on after one question, which names each.
 * @throws Declined when the user declined.
 */
export async function confirmGivenOutside(given: readonly string[], services: Services): Promise<void> {
  const { files } = services;
  const [inFront] = files.inFront();
  const outside = given.filter((uri) => !isInWorkspace(files, uri) && uri !== inFront);
  await confirm(
    outside.map((uri) => ({ target: isFileUri(uri) ? fsPathOf(uri) : uri })),
    services,
  );
}

async function confirm(
  found: readonly OutsideImage[],
  { storage, questions }: Pick<Services, 'storage' | 'questions'>,
): Promise<void> {
  const confirmed = readTexts(storage.workspace, confirmedName);
  const images = found.filter(({ target }) => !confirmed.includes(target));
  if (images.length === 0) {
    return;
  }
  if (!(await questions.confirm({ kind: 'outside', images }))) {
    throw new Declined();
  }
  await storage.workspace.update(confirmedName, [...confirmed, ...images.map(({ target }) => target)]);
}

const confirmedName = 'easel.confirmedLinks';

/** `undefined` for what the user picked outside the workspace by its own name. */
async function linkOutside(files: Files, uri: string): Promise<OutsideImage | undefined> {
  if (!isFileUri(uri) || !isInWorkspace(files, uri)) {
    return undefined;
  }
  // A file that has gone by now is missed when it is read.
  const target = await realpath(fsPathOf(uri)).catch(() => undefined);
  return target !== undefined && (await resolvedBelow(files, target)) === undefined
    ? { link: files.displayPath(uri), target }
    : undefined;
}
