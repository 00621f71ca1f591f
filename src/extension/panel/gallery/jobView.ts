import * as vscode from 'vscode';
import type { JobView } from '../../../protocol/views';
import { actionLabels } from '../../text/errorText';
import type { Job } from '../../../app/jobs/job';
import { describeEnd, describeStep } from '../../jobs/jobText';
import { costsText } from '../../text/moneyText';
import { sourceOf } from '../base/imageSource';

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
