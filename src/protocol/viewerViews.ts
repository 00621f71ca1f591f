import type { ImageFormat } from '../shared/imageFormat';

/** What lies over the gallery when the user looks at an image: it is drawn from one of these, made anew each time. */
export type ViewerView = CompareView | RefineView | FitView | MaskView;

/** An image, with all that is needed to show it. */
export interface PictureView {
  readonly uri: string;
  /** Path in the workspace, as the user knows it. */
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
  /** The image that the user came from: where it is an edit, the edit. */
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
  /** What it can be compared with, newest first; the user can choose any other image too. */
  readonly candidates: readonly PictureView[];
}

export interface RefineView {
  readonly kind: 'refine';
  readonly picture: PictureView;
  /** Whether it was made from another image, so that the two can be compared. */
  readonly hasOriginal: boolean;
  /** Oldest first, with the picture itself; nothing of what is gone. */
  readonly versions: readonly VersionView[];
  /** Id of the job that has made the picture just now; empty where the user opened it. */
  readonly answers: string;
  /** What it would cost, in words, by provider and model id. */
  readonly estimates: Readonly<Record<string, string>>;
  /** Provider and model id with which the conversation goes on that the picture came from; empty where none does. */
  readonly continues: string;
  /** Provider and model id that made the picture, as far as that is known; else empty. */
  readonly madeBy: string;
}

/** One of the images that were made from each other. */
export interface VersionView {
  readonly uri: string;
  readonly name: string;
  readonly source: string;
  /** Empty for an image that Easel did not make. */
  readonly prompt: string;
  readonly isCurrent: boolean;
}

export interface FitView {
  readonly kind: 'fit';
  /** The page sends what it has drawn under this id, once. */
  readonly id: string;
  readonly picture: PictureView;
  /** Path of what was saved just now; else empty. */
  readonly saved: string;
  /** Why it could not be saved; else empty. */
  readonly problem: string;
}

export interface MaskView {
  readonly kind: 'mask';
  /** The page sends what the user has marked under this id, once. */
  readonly id: string;
  readonly picture: PictureView;
  /** Address of the mask that the form has, transparent where something is marked; empty where it has none. */
  readonly marked: string;
  /** Why it could not be kept; else empty. */
  readonly problem: string;
}
