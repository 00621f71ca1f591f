import * as vscode from 'vscode';
import type { JobView } from '../../messages/views';
import { actionLabels } from '../errorText';
import type { Job } from '../job';
import { describeEnd, describeStep } from '../jobText';
import { costsText } from '../moneyText';
import { sourceOf } from './imageSource';

export function jobView(job: Job, webview: vscode.Webview): JobView {
  const { id, prompt, model, state, startedAt, place } = job;
  const took = job.endedAt === undefined ? undefined : job.endedAt - startedAt;
  const { images, group } = job;
  const cost = costsText(job.costs);
  const percent = job.progress.step === 'progressing' ? job.progress.percent : undefined;
  const draft = job.draft ? sourceOf(vscode.Uri.file(job.draft.file), job.draft.version, webview) : '';
  const view = { id, prompt, model, state, startedAt, place, took, cost, images, group, percent, draft };
  if (state === 'running' || state === 'queued') {
    return { ...view, message: describeStep(job), detail: '', mayBeBilled: job.sent, actions: [] };
  }
  const { actions, ...words } = describeEnd(job);
  return {
    ...view,
    ...words,
    actions: actions.map((action) => ({ id: action, label: actionLabels[action]() })),
  };
}
