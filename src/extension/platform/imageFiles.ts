import type * as vscode from 'vscode';
import { drawableFormats, formatNamed, imageEndings } from '../../shared/imageFormat';

const imageName = new RegExp(`\\.(${imageEndings.join('|')})$`, 'iu');

/** All images of a workspace, in either case: a glob knows no flag for that. */
export const imageGlob = `**/*.{${imageEndings.flatMap((ending) => [ending, ending.toUpperCase()]).join(',')}}`;

export function hasImageName({ path }: Pick<vscode.Uri, 'path'>): boolean {
  return imageName.test(path);
}

/** Whether VS Code can show the image in its own window, as its name tells. */
export function isShownByName({ path }: Pick<vscode.Uri, 'path'>): boolean {
  const ending = imageName.exec(path)?.[1] ?? '';
  return drawableFormats.has(formatNamed(ending));
}
