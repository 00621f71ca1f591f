import { URI, Utils } from 'vscode-uri';

/** URIs as strings, spelled as VS Code spells them, so that records of one way in are found by another. */

export interface UriParts {
  readonly scheme: string;
  readonly authority: string;
  /** Decoded, with forward slashes. */
  readonly path: string;
}

export function parseUri(uri: string): UriParts {
  return URI.parse(uri);
}

/** URI of a file or folder on this machine. */
export function fileUri(path: string): string {
  return URI.file(path).toString();
}

/** Path on this machine; of other schemes one that looks like it. */
export function fsPathOf(uri: string): string {
  return URI.parse(uri).fsPath;
}

export function isFileUri(uri: string): boolean {
  return URI.parse(uri).scheme === 'file';
}

/** @param segments below or, by `..`, above */
export function joinUri(uri: string, ...segments: readonly string[]): string {
  return Utils.joinPath(URI.parse(uri), ...segments).toString();
}

export function parentUri(uri: string): string {
  return joinUri(uri, '..');
}

/** The last part of the path, with its ending. */
export function fileName(uri: string): string {
  const { path } = URI.parse(uri);
  return path.slice(path.lastIndexOf('/') + 1);
}
