import type { ImageFormat } from '../core/image/format';

/** What lies over the gallery when the person looks at an image: it is drawn from one of these, made anew each time. */
export type StageView = CompareView;

/** An image, with all that is needed to show it. */
export interface PictureView {
  readonly uri: string;
  /** Path in the workspace, as the person knows it. */
  readonly name: string;
  /** Address for an `<img>` in the page; empty where it is too large to be shown. */
  readonly source: string;
  /** Such as `PNG · 1024 × 1024 · 1.2 MB`. */
  readonly facts: string;
  readonly format: ImageFormat;
  /** In pixels; 0 where it is not known. */
  readonly width: number;
  readonly height: number;
}

export interface CompareView {
  readonly kind: 'compare';
  /** The image that the person came from: where it is an edit, the edit. */
  readonly after: PictureView;
  /** Missing until one is chosen. */
  readonly before?: PictureView;
  /**
   * `open`: `after` is an edit of `before`, which it may replace. `replaced`: it has, and `before` is the copy of what
   * was there. `none`: the two have nothing to do with each other.
   */
  readonly decision: 'none' | 'open' | 'replaced';
  /** With `replaced`: what is to be undone. */
  readonly undoId: string;
  /** What it can be compared with, newest first; the person can choose any other image too. */
  readonly candidates: readonly PictureView[];
}
