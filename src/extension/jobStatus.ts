import * as vscode from 'vscode';
import type { Jobs } from './jobs';

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
    const running = this.count('running');
    const queued = this.count('queued');
    if (running + queued === 0) {
      this.item?.dispose();
      this.item = undefined;
      return;
    }
    this.item ??= this.create();
    this.item.text = `$(loading~spin) ${running + queued}`;
    this.item.tooltip =
      queued === 0
        ? vscode.l10n.t('Easel: {0} running', running)
        : vscode.l10n.t('Easel: {0} running, {1} waiting', running, queued);
    this.item.accessibilityInformation = { label: this.item.tooltip };
  }

  private create(): vscode.StatusBarItem {
    const item = vscode.window.createStatusBarItem('easel.jobs', vscode.StatusBarAlignment.Left);
    item.name = vscode.l10n.t('Easel Jobs');
    item.command = 'easel.openPanel';
    item.show();
    return item;
  }

  private count(state: 'running' | 'queued'): number {
    return this.jobs.list().filter((job) => job.state === state).length;
  }
}
