import { realpath } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { Services } from '../platform/services';
import { sanitize } from '../text/plainText';
import { activeResource, isInWorkspace, resolvedBelow, workspacePath } from '../platform/workspacePaths';

/**
 * A repository may hold a link that leads to an image elsewhere on the disk, and looks like one of its own. Such an
 * image is sent after one question.
 * @throws vscode.CancellationError when the user declined.
 */
export async function confirmLinksOutside(
  references: readonly { readonly uri: vscode.Uri }[],
  parts: Services,
): Promise<void> {
  const links = (await Promise.all(references.map(({ uri }) => linkOutside(uri)))).flatMap(
    (link) => link ?? [],
  );
  await confirm(
    links.map(({ link, target }) => ({
      target,
      says: vscode.l10n.t(
        '{0} is a link to {1}.',
        sanitize(link, longestPath),
        sanitize(target, longestPath),
      ),
    })),
    parts,
  );
}

/**
 * A command can be called by a task or a key binding of the repository, with images that the user never saw. Those from
 * outside the workspace go on after one question, which names each.
 * @throws vscode.CancellationError when the user declined.
 */
export async function confirmGivenOutside(given: readonly vscode.Uri[], parts: Services): Promise<void> {
  const inFront = activeResource(parts.lastTextEditor.get())?.toString();
  const outside = given.filter((uri) => !isInWorkspace(uri) && uri.toString() !== inFront);
  await confirm(
    outside.map((uri) => {
      const target = uri.scheme === 'file' ? uri.fsPath : uri.toString(true);
      return { target, says: vscode.l10n.t('{0} is outside the workspace.', sanitize(target, longestPath)) };
    }),
    parts,
  );
}

interface Outside {
  /** What the answer is remembered for. */
  readonly target: string;
  readonly says: string;
}

async function confirm(found: readonly Outside[], { context: { workspaceState } }: Services): Promise<void> {
  const confirmed = workspaceState.get<readonly string[]>(confirmedName) ?? [];
  const open = found.filter(({ target }) => !confirmed.includes(target));
  if (open.length === 0) {
    return;
  }
  const send = vscode.l10n.t('Send It');
  const choice = await vscode.window.showWarningMessage(
    vscode.l10n.t('Send an image from outside the workspace?'),
    { modal: true, detail: open.map(({ says }) => says).join('\n') },
    send,
  );
  if (choice !== send) {
    throw new vscode.CancellationError();
  }
  await workspaceState.update(confirmedName, [...confirmed, ...open.map(({ target }) => target)]);
}

const confirmedName = 'easel.confirmedLinks';

/** Of a path, whose end says which file it is. */
const longestPath = 4096;

interface LinkOutside {
  readonly link: string;
  /** Absolute. */
  readonly target: string;
}

/** `undefined` for what the user picked outside the workspace by its own name. */
async function linkOutside(uri: vscode.Uri): Promise<LinkOutside | undefined> {
  if (uri.scheme !== 'file' || !isInWorkspace(uri)) {
    return undefined;
  }
  // A file that has gone by now is missed when it is read.
  const target = await realpath(uri.fsPath).catch(() => undefined);
  return target !== undefined && (await resolvedBelow(target)) === undefined
    ? { link: workspacePath(uri), target }
    : undefined;
}
