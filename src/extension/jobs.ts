import * as vscode from 'vscode';
import type { Progress } from '../core/provider';
import { logError } from './logError';

/** What a job's work may use. */
export interface JobCall {
  readonly signal: AbortSignal;
  readonly report: (progress: Progress) => void;
  /** An image is in the project, though others of the job may still be under way. */
  readonly saved: () => void;
}

/** How a job ended, as far as it got: images may have been saved although a call failed. */
export interface JobEnd<Saved> {
  readonly saved: readonly Saved[];
  readonly errors: readonly unknown[];
}

export interface JobPlan<Saved> {
  /** Made by whoever starts it; an id is accepted once. */
  readonly id: string;
  readonly prompt: string;
  /** Provider and model, for the person. */
  readonly model: string;
  readonly providerId: string;
  /** The target of *Try again*. */
  readonly again: () => void;
  readonly run: (call: JobCall) => Promise<JobEnd<Saved>>;
}

export interface Job {
  readonly id: string;
  readonly prompt: string;
  readonly model: string;
  readonly providerId: string;
  readonly startedAt: number;
  readonly state: 'running' | 'done' | 'failed' | 'cancelled';
  readonly progress: Progress;
  /** The request has left, so it may be charged. */
  readonly sent: boolean;
  readonly errors: readonly unknown[];
  readonly again: () => void;
}

const stepsBeforeSent: ReadonlySet<Progress['step']> = new Set(['preparing', 'sending', 'retrying']);

/** The jobs under way and those that failed, seen by every way in. Closing the panel stops none of them. */
export class Jobs implements vscode.Disposable {
  private readonly jobs = new Map<string, Job>();
  private readonly controllers = new Map<string, AbortController>();
  private readonly accepted = new Set<string>();
  private readonly changes = new vscode.EventEmitter<Job>();
  private readonly removals = new vscode.EventEmitter<string>();

  private readonly saves = new vscode.EventEmitter<void>();

  readonly onDidChange = this.changes.event;
  readonly onDidSave = this.saves.event;
  readonly onDidRemove = this.removals.event;

  constructor(private readonly log: vscode.LogOutputChannel) {}

  /** Newest first. */
  list(): readonly Job[] {
    return Array.from(this.jobs.values()).reverse();
  }

  /** Runs a job to its end, which is never an exception. `undefined` when this id was accepted before. */
  async run<Saved>(plan: JobPlan<Saved>): Promise<JobEnd<Saved> | undefined> {
    const { id, prompt, model, providerId, again } = plan;
    if (this.accepted.has(id)) {
      this.log.info(`Job ${id} was asked for twice; the second was ignored.`);
      return undefined;
    }
    this.accepted.add(id);
    const controller = new AbortController();
    this.controllers.set(id, controller);
    this.put({
      ...{
        id,
        prompt,
        model,
        providerId,
        again,
        startedAt: Date.now(),
        state: 'running',
        sent: false,
        errors: [],
      },
      progress: { step: 'preparing' },
    });
    const end = await this.settle(plan, controller.signal);
    this.controllers.delete(id);
    this.finish(id, end, controller.signal);
    return end;
  }

  cancel(id: string): void {
    this.controllers.get(id)?.abort();
  }

  /** Takes a job that has ended off the list. */
  dismiss(id: string): void {
    if (!this.controllers.has(id) && this.jobs.delete(id)) {
      this.removals.fire(id);
    }
  }

  dispose(): void {
    for (const controller of this.controllers.values()) {
      controller.abort();
    }
    this.changes.dispose();
    this.removals.dispose();
    this.saves.dispose();
  }

  private async settle<Saved>(plan: JobPlan<Saved>, signal: AbortSignal): Promise<JobEnd<Saved>> {
    const report = (progress: Progress): void => {
      const job = this.jobs.get(plan.id);
      if (job) {
        this.put({ ...job, progress, sent: job.sent || !stepsBeforeSent.has(progress.step) });
      }
    };
    try {
      return await plan.run({ signal, report, saved: () => this.saves.fire() });
    } catch (error) {
      return { saved: [], errors: [error] };
    }
  }

  private finish(id: string, { saved, errors }: JobEnd<unknown>, signal: AbortSignal): void {
    const job = this.jobs.get(id);
    if (!job) {
      return;
    }
    for (const error of errors) {
      logError(this.log, error);
    }
    const state = errors.length === 0 ? 'done' : signal.aborted ? 'cancelled' : 'failed';
    this.put({ ...job, state, errors });
    this.log.info(`Job ${id}: ${state}, ${saved.length} saved.`);
    if (state === 'done') {
      this.dismiss(id);
    }
  }

  private put(job: Job): void {
    this.jobs.set(job.id, job);
    this.changes.fire(job);
  }
}
