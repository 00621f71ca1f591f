import * as vscode from 'vscode';
import { hasImageName, imageGlob } from '../platform/imageFiles';
import { showImagePick } from './imagePick';
import type { Services } from '../ports/services';
import { sanitize } from '../text/plainText';
import { uriOfTab } from '../platform/tabs';
import { workspacePath } from '../platform/workspacePaths';

/**
 * The images that a command is about: those selected in Explorer, else the image in front, else the ones the
 * user picks; with several, the one that was clicked comes first where only one counts. The menu judges only the file that was clicked, so the others are judged here, and what was left out is said.
 * @param clicked arguments of a menu command: the clicked URI and, from Explorer, the whole selection.
 */
export async function imagesFrom(
  parts: Services,
  {
    clicked,
    placeholder,
    canPickMany,
  }: {
    readonly clicked: readonly unknown[];
    readonly placeholder: string;
    /** All of them count alike; else the first one does. */
    readonly canPickMany: boolean;
  },
): Promise<readonly vscode.Uri[]> {
  const given = canPickMany ? urisIn(clicked) : clickedFirst(clicked[0], urisIn(clicked));
  if (given.length > 0) {
    const images = given.filter((uri) => hasImageName(uri));
    tellLeftOut(given.filter((uri) => !hasImageName(uri)));
    return images;
  }
  const [inFront = ''] = parts.files.inFront();
  const active = vscode.Uri.parse(inFront);
  if (hasImageName(active)) {
    return [active];
  }
  return pickImages({ placeholder, canPickMany });
}

/** Lets the user pick images of the workspace, by a part of their path. */
export async function pickImages({
  placeholder,
  canPickMany,
}: {
  readonly placeholder: string;
  readonly canPickMany: boolean;
}): Promise<readonly vscode.Uri[]> {
  const found = await vscode.workspace.findFiles(imageGlob, '**/node_modules/**', 5000);
  if (found.length === 0) {
    await vscode.window.showInformationMessage(vscode.l10n.t('There are no images in this workspace yet.'));
    return [];
  }
  return showImagePick({ found, open: openImages(), placeholder, canPickMany });
}

/** The images that are open in tabs. */
function openImages(): readonly vscode.Uri[] {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  return tabs.flatMap(({ input }) => uriOfTab(input) ?? []).filter(hasImageName);
}

function urisIn([first, second]: readonly unknown[]): readonly vscode.Uri[] {
  // Explorer passes the clicked file and the selection; a tab's title passes the file and something else.
  const selection = Array.isArray(second)
    ? second.filter((each): each is vscode.Uri => each instanceof vscode.Uri)
    : [];
  if (selection.length > 0) {
    return selection;
  }
  return first instanceof vscode.Uri ? [first] : [];
}

/** Explorer gives a selection in its own order, from top to bottom. */
function clickedFirst(clicked: unknown, uris: readonly vscode.Uri[]): readonly vscode.Uri[] {
  const isClicked = (uri: vscode.Uri): boolean =>
    clicked instanceof vscode.Uri && uri.toString() === clicked.toString();
  return [...uris.filter(isClicked), ...uris.filter((uri) => !isClicked(uri))];
}

function tellLeftOut(left: readonly vscode.Uri[]): void {
  if (left.length === 0) {
    return;
  }
  const names = left.map((uri) => workspacePath(uri)).join(', ');
  // Not awaited: the command goes on with the images.
  void vscode.window.showInformationMessage(vscode.l10n.t('Left out, since no images: {0}', sanitize(names)));
}
