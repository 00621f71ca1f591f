import type { CompareView, FitView, MaskView, RefineView, ViewerView } from '../../protocol/viewerViews';
import type { Placement } from './frame';
import type { MaskOperation, MaskTool } from './maskOperations';

/** What lies over the gallery, and how the user looks at it. */
export type ViewerState = CompareState | RefineState | FitState | MaskState;

/** The part of an image that is in sight. */
export interface Viewport {
  /** 1 where the whole image is in sight. */
  readonly zoom: number;
  /** How far its middle is moved from that of the frame, in widths and heights of the frame. */
  readonly x: number;
  readonly y: number;
}

export interface CompareState {
  readonly kind: 'compare';
  readonly view: CompareView;
  readonly mode: 'slider' | 'sides';
  /** Where the divider stands, from 0 to 1. */
  readonly split: number;
  readonly sight: Viewport;
  /** The user chooses another image to compare with. */
  readonly isPicking: boolean;
}

export interface RefineState {
  readonly kind: 'refine';
  readonly view: RefineView;
  readonly sight: Viewport;
  /** Provider and model id, where the user chose; else empty. */
  readonly model: string;
}

/** What should change about an image. */
export interface RefineWish {
  readonly prompt: string;
  /** What of it that job was given, without space around it; else empty. */
  readonly sent: string;
  /** The job that was started last; else empty. */
  readonly jobId: string;
}

/** By the URI of the image. They outlive the stage: closing it throws away nothing that was typed. */
export type RefineWishes = Readonly<Record<string, RefineWish>>;

export interface FitState {
  readonly kind: 'fit';
  readonly view: FitView;
  /** In pixels; 0 while nothing is typed. */
  readonly width: number;
  readonly height: number;
  readonly mode: 'crop' | 'scale';
  readonly placement: Placement;
  readonly format: 'png' | 'jpeg' | 'webp';
  /** From 1 to 100, for formats that lose something. */
  readonly quality: number;
  /** Delete the original afterwards. */
  readonly discard: boolean;
  /** It is being drawn and saved. */
  readonly isBusy: boolean;
  /** Why it could not be drawn; else empty. */
  readonly problem: string;
}

export interface MaskState {
  readonly kind: 'mask';
  readonly view: MaskView;
  readonly tool: MaskTool;
  /** Width of the brush, in hundredths of the image's longer side. */
  readonly brush: number;
  readonly operations: readonly MaskOperation[];
  /** What was undone, the last first, until something else is marked. */
  readonly undone: readonly MaskOperation[];
  /** It is being drawn and kept. */
  readonly isBusy: boolean;
  /** Why it could not be drawn; else empty. */
  readonly problem: string;
}

/** By the URI of the image: what was marked when the stage was closed before it was kept. */
export type LeftMasks = Readonly<Record<string, MaskState | undefined>>;

/** What the user does there. */
export type ViewerAct =
  | { readonly act: 'compareMode'; readonly mode: CompareState['mode'] }
  | { readonly act: 'split'; readonly split: number }
  /** `at` is what stays where it is: a point of the frame, counted from its middle. */
  | {
      readonly act: 'zoom';
      readonly factor: number;
      readonly at?: { readonly x: number; readonly y: number };
    }
  | { readonly act: 'zoomWhole' }
  /** In widths and heights of the frame. */
  | { readonly act: 'pan'; readonly x: number; readonly y: number }
  | { readonly act: 'pick'; readonly isPicking: boolean }
  | { readonly act: 'refinePrompt'; readonly prompt: string }
  | { readonly act: 'refineModel'; readonly model: string }
  | { readonly act: 'refineStarted'; readonly jobId: string }
  | { readonly act: 'fitSize'; readonly width?: number; readonly height?: number }
  | { readonly act: 'fitMode'; readonly mode: FitState['mode'] }
  | { readonly act: 'fitFormat'; readonly format: FitState['format'] }
  | { readonly act: 'fitQuality'; readonly quality: number }
  | { readonly act: 'fitDiscard'; readonly discard: boolean }
  /** In pixels of the image. */
  | { readonly act: 'frameMoved'; readonly x: number; readonly y: number }
  /** Above 1 the frame gets smaller. */
  | { readonly act: 'frameResized'; readonly factor: number }
  | { readonly act: 'maskTool'; readonly tool: MaskTool }
  | { readonly act: 'maskBrush'; readonly brush: number }
  | { readonly act: 'maskMarked'; readonly operation: MaskOperation }
  | { readonly act: 'maskUndone' }
  | { readonly act: 'maskRedone' }
  | { readonly act: 'maskStarted' }
  | { readonly act: 'maskFailed'; readonly problem: string }
  | { readonly act: 'fitStarted' }
  | { readonly act: 'fitFailed'; readonly problem: string };

export type ViewerAction =
  { readonly type: 'stageClosed' } | { readonly type: 'stageAct'; readonly act: ViewerAct };

/** The image that the stage is about. */
export function getViewedImage(view: ViewerView): string {
  return view.kind === 'compare' ? view.after.uri : view.picture.uri;
}
