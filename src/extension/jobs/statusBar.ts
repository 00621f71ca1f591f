import * as vscode from 'vscode';
import type { Job } from '../../app/jobs/job';
import type { Jobs } from '../../app/jobs/jobs';

/** One status bar item while something runs or waits; a click opens the panel. */
export class JobStatus implements vscode.Disposable {
  private item: vscode.StatusBarItem | undefined;
  private readonly listening: vscode.Disposable;

  constructor(private readonly jobs: Jobs) {
    this.listening = vscode.Disposable.from(
      jobs.onDidChange(() => this.update()),
      jobs.onDidRemove(() => this.update()),
    );
  }

  dispose(): void {
    this.listening.dispose();
    this.item?.dispose();
  }

  private update(): void {
    const running = this.images('running');
    const queued = this.images('queued');
    if (running + queued === 0) {
      this.item?.dispose();
      this.item = undefined;
      return;
    }
    this.item ??= this.create();
    this.item.text = `$(loading~spin) ${imagesText(running + queued)}`;
    this.item.tooltip = progressText(running, queued, percentOf(this.jobs.list()));
    // A screen reader would spell the icon.
    this.item.accessibilityInformation = { label: this.item.tooltip };
  }

  private create(): vscode.StatusBarItem {
    const item = vscode.window.createStatusBarItem('easel.jobs', vscode.StatusBarAlignment.Left);
    item.name = vscode.l10n.t('Easel Jobs');
    item.command = 'easel.openPanel';
    item.show();
    return item;
  }

  private images(state: 'running' | 'queued'): number {
    const jobs = this.jobs.list().filter((job) => job.state === state);
    return jobs.reduce((sum, { count }) => sum + count, 0);
  }
}

function imagesText(count: number): string {
  return count === 1 ? vscode.l10n.t('Easel: 1 image') : vscode.l10n.t('Easel: {0} images', count);
}

function progressText(running: number, queued: number, percent: number | undefined): string {
  const images =
    running === 1
      ? vscode.l10n.t('Easel: 1 image under way')
      : vscode.l10n.t('Easel: {0} images under way', running);
  const underWay = percent === undefined ? images : vscode.l10n.t('{0}, {1}% done', images, percent);
  return queued === 0 ? underWay : vscode.l10n.t('{0}, {1} waiting', underWay, queued);
}

/** Of several jobs nobody could tell whose it is. */
function percentOf(jobs: readonly Job[]): number | undefined {
  const [job, ...others] = jobs.filter(({ state }) => state === 'running');
  return job?.progress.step === 'progressing' && others.length === 0 ? job.progress.percent : undefined;
}
