import type { CompareView, StageView } from '../messages/stageViews';

/** What lies over the gallery, and how the person looks at it. */
export type StageState = CompareState;

/** The part of an image that is in sight. */
export interface Sight {
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
  readonly sight: Sight;
  /** The person chooses another image to compare with. */
  readonly isPicking: boolean;
}

/** What the person does there. */
export type StageAct =
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
  | { readonly act: 'pick'; readonly isPicking: boolean };

export type StageAction =
  { readonly type: 'stageClosed' } | { readonly type: 'stageAct'; readonly act: StageAct };

/** Two views with the same key are the same thing, with news. */
export function stageKey({ kind, view }: { readonly kind: string; readonly view: StageView }): string {
  return `${kind} ${view.after.uri}`;
}
