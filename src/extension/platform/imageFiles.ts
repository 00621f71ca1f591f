import type * as vscode from 'vscode';

const imageEndings = ['png', 'jpg', 'jpeg', 'webp', 'gif', 'bmp', 'avif', 'heic', 'svg'];

const imageName = new RegExp(`\\.(${imageEndings.join('|')})$`, 'iu');

/** All images of a workspace, in either case: a glob knows no flag for that. */
export const imageGlob = `**/*.{${imageEndings.flatMap((ending) => [ending, ending.toUpperCase()]).join(',')}}`;

export function hasImageName(uri: vscode.Uri): boolean {
  return imageName.test(uri.path);
}
