import type { FitView } from '../../protocol/viewerViews';
import { middlePlacement, movedBy, resizedBy } from '../model/frame';
import type { FitState, ViewerAct } from '../model/viewerState';

/** Starts with nothing cropped: the image as it is. After a file was saved, the next one starts as that one was. */
export function fitState(before: FitState | undefined, view: FitView): FitState {
  const { width, height, format, uri } = view.picture;
  if (before?.view.picture.uri === uri) {
    return { ...before, view, isBusy: false, problem: '' };
  }
  return {
    kind: 'fit',
    view,
    width,
    height,
    mode: 'crop',
    placement: middlePlacement,
    format: format === 'jpeg' || format === 'webp' ? format : 'png',
    quality: 90,
    discard: false,
    isBusy: false,
    problem: '',
  };
}

export function actOnFit(stage: FitState, act: ViewerAct): FitState {
  switch (act.act) {
    case 'fitSize':
      return { ...stage, width: act.width ?? stage.width, height: act.height ?? stage.height };
    case 'fitMode':
      return { ...stage, mode: act.mode };
    case 'fitFormat':
      return { ...stage, format: act.format };
    case 'fitQuality':
      return { ...stage, quality: act.quality };
    case 'fitDiscard':
      return { ...stage, discard: act.discard };
    case 'frameMoved':
      return { ...stage, placement: movedBy(stage.view.picture, stage, stage.placement, act) };
    case 'frameResized':
      return { ...stage, placement: resizedBy(stage.placement, act.factor) };
    case 'fitStarted':
      return { ...stage, isBusy: true, problem: '' };
    case 'fitFailed':
      return { ...stage, isBusy: false, problem: act.problem };
    default:
      return stage;
  }
}
