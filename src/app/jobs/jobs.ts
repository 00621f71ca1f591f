import { Declined, isCancellation } from '../../core/model/cancellation';
import { EaselError } from '../../core/model/errors';
import { JobQueue } from '../../core/generate/jobQueue';
import { JointProgress } from '../../core/generate/combinedProgress';
import { isBeforeSent } from '../../core/apis/common/api';
import type { CallWatch, PendingWork, JobEnd, JobFacts, JobPlan, Job } from './job';
import type { Log } from '../ports';
import { Emitter } from '../../core/util/emitter';

/** The jobs under way and those that wait for the user, seen by every way in. Closing the panel stops none of them. */
export class Jobs {
  private readonly jobs = new Map<string, Job>();
  private readonly controllers = new Map<string, AbortController>();
  private readonly accepted = new Set<string>();
  private readonly changes = new Emitter<Job>();
  private readonly removals = new Emitter<string>();
  private readonly saves = new Emitter<string>();
  private readonly edits = new Emitter<Job>();
  private readonly interruptions = new Emitter<readonly Job[]>();
  private readonly queue: JobQueue;
  private closing = false;

  readonly onDidChange = this.changes.event;
  readonly onDidSave = this.saves.event;
  readonly onDidRemove = this.removals.event;
  /** Jobs of an earlier run that need the user. */
  readonly onDidFindInterrupted = this.interruptions.event;
  /** The user wants to change the form of a job and try again. */
  readonly onDidAskToEdit = this.edits.event;

  /** @param limit most jobs at once */
  constructor(
    private readonly log: Log,
    limit: () => number,
  ) {
    this.queue = new JobQueue({ limit, onMove: (waiting) => this.moveTo(waiting) });
  }

  /** Newest first. */
  list(): readonly Job[] {
    return Array.from(this.jobs.values()).reverse();
  }

  find(id: string): Job | undefined {
    return this.jobs.get(id);
  }

  edit(job: Job): void {
    this.edits.fire(job);
  }

  tellInterrupted(jobs: readonly Job[]): void {
    if (jobs.length > 0) {
      this.interruptions.fire(jobs);
    }
  }

  /** Runs a job to its end, which is never an exception. `undefined` when this id was accepted before. */
  async run<Saved>(plan: JobPlan<Saved>): Promise<JobEnd<Saved> | undefined> {
    const { id, isResumed = false } = plan;
    if (isResumed ? this.controllers.has(id) : this.accepted.has(id)) {
      this.log.info(`Job ${id} was asked for twice; the second was ignored.`);
      return undefined;
    }
    this.accepted.add(id);
    const controller = new AbortController();
    this.controllers.set(id, controller);
    const { images = [] } = this.jobs.get(id) ?? {};
    this.put({ ...newJob(plan), state: 'running', sent: isResumed, images });
    const end = await this.settle(plan, controller.signal);
    this.controllers.delete(id);
    this.finish(id, end);
    // After what finishing may have refused, which must not begin now.
    this.queue.leave(id);
    return end;
  }

  /** Lists a job that waits for the user, from before the window was reloaded. */
  add(facts: JobFacts, { startedAt, errors, open }: Pick<Job, 'startedAt' | 'errors' | 'open'>): void {
    const state = endState({ errors, open });
    this.accepted.add(facts.id);
    this.put({ ...newJob(facts), startedAt, state, sent: true, errors, open });
  }

  /** Says what is still open of a job that has ended; where nothing is, it goes off the list. */
  settleOpen(id: string, open: readonly PendingWork[]): void {
    const job = this.jobs.get(id);
    if (job && open.length > 0) {
      this.put({ ...job, open, state: endState({ ...job, open }) });
    } else {
      this.dismiss(id);
    }
  }

  cancel(id: string): void {
    this.controllers.get(id)?.abort();
  }

  /** Cancels all that stand in the queue; what runs goes on. */
  cancelWaiting(): void {
    for (const { id } of this.list().filter(({ state }) => state === 'queued')) {
      this.cancel(id);
    }
  }

  /** Gives a job that waits the next turn. */
  runNext(id: string): void {
    this.queue.moveToFront(id);
  }

  /** Takes off the list what has ended and owes nothing. */
  dismissEnded(): void {
    for (const { id } of this.list().filter(({ state, open }) => state !== 'done' && open.length === 0)) {
      this.dismiss(id);
    }
  }

  /** Ends the standing side by side: what is done goes off the list, the others stay by themselves. */
  ungroup(groupId: string): void {
    for (const job of this.list().filter(({ group }) => group?.id === groupId)) {
      if (job.state === 'done') {
        this.dismiss(job.id);
      } else {
        this.put({ ...job, group: undefined });
      }
    }
  }

  /** Takes a job that has ended off the list. */
  dismiss(id: string): void {
    if (!this.controllers.has(id) && this.jobs.delete(id)) {
      this.removals.fire(id);
    }
  }

  dispose(): void {
    this.closing = true;
    for (const controller of this.controllers.values()) {
      controller.abort();
    }
    this.changes.dispose();
    this.removals.dispose();
    this.saves.dispose();
    this.edits.dispose();
    this.interruptions.dispose();
  }

  private async settle<Saved>(plan: JobPlan<Saved>, signal: AbortSignal): Promise<JobEnd<Saved>> {
    const { id, providerId: group, providerLimit: groupLimit } = plan;
    const sent = new Set<CallWatch>();
    const calls = new JointProgress();
    const watchCall = (): CallWatch => {
      const ofAll = calls.addCall();
      const watch: CallWatch = {
        isSent: () => sent.has(watch),
        showDraft: (draft) => this.change(id, () => ({ draft })),
        report: (progress) => {
          sent[isBeforeSent(progress) ? 'delete' : 'add'](watch);
          const isSent = plan.isResumed === true || sent.size > 0;
          this.change(id, () => ({ progress: ofAll(progress), sent: isSent }));
        },
      };
      return watch;
    };
    const turn = async (): Promise<void> => {
      this.change(id, () => ({ state: 'queued' }));
      await this.queue.enter({ id, group, groupLimit, signal });
      this.change(id, () => ({ state: 'running', place: 0, startedAt: Date.now() }));
    };
    const isClosing = (): boolean => this.closing;
    try {
      return await plan.run({
        id,
        signal,
        watchCall,
        turn,
        isClosing,
        saved: (image) => this.save(id, image),
      });
    } catch (error) {
      return { saved: [], errors: [error], open: [] };
    }
  }

  private save(id: string, image: string): void {
    this.change(id, ({ images }) => ({ images: [...images, image] }));
    this.saves.fire(id);
  }

  private finish(id: string, { saved, errors, open, costs = [] }: JobEnd<unknown>): void {
    const job = this.jobs.get(id);
    if (!job || this.closing) {
      return;
    }
    for (const error of errors.filter((each) => !isCancellation(each))) {
      this.log.failure(error);
    }
    const final = errors.find(isFinalForProvider);
    if (final) {
      // The next job of this provider would run into the same.
      this.queue.refuse(job.providerId, final);
    }
    const state = endState({ errors, open });
    const missing = Math.max(1, job.count - saved.length);
    const over = { place: 0, draft: undefined, endedAt: Date.now() };
    this.put({ ...job, state, errors, open, costs, missing, ...over });
    this.log.info(`Job ${id}: ${state}, ${saved.length} saved.`);
    if (!job.group && (state === 'done' || isOverBeforeIt({ ...job, state, errors }))) {
      this.dismiss(id);
    }
  }

  private moveTo(waiting: readonly string[]): void {
    waiting.forEach((id, index) => this.change(id, () => ({ place: index + 1 })));
  }

  private change(id: string, changes: (job: Job) => Partial<Job>): void {
    const job = this.jobs.get(id);
    if (job) {
      this.put({ ...job, ...changes(job) });
    }
  }

  private put(job: Job): void {
    this.jobs.set(job.id, job);
    this.changes.fire(job);
  }
}

function newJob(facts: JobFacts): Job {
  const { id, prompt, model, providerId, providerLimit, count, form, group, again, isAnotherTry } = facts;
  return {
    ...{ id, prompt, model, providerId, providerLimit, count, form, group, again, isAnotherTry },
    missing: count,
    startedAt: Date.now(),
    endedAt: undefined,
    images: [],
    state: 'running',
    progress: { step: 'preparing' },
    draft: undefined,
    place: 0,
    sent: false,
    errors: [],
    open: [],
    costs: [],
  };
}

function endState({ errors, open }: Pick<Job, 'errors' | 'open'>): Job['state'] {
  if (open.some(({ kind }) => kind === 'interrupted')) {
    return 'interrupted';
  }
  if (open.some(({ kind }) => kind === 'task')) {
    return 'detached';
  }
  if (errors.length === 0 && open.length === 0) {
    return 'done';
  }
  return errors.length > 0 && errors.every((error) => isCancellation(error)) ? 'cancelled' : 'failed';
}

/** Whoever said no to a question knows it, and has the form before them; only of another try nothing else is left. */
function isOverBeforeIt({ state, sent, isAnotherTry, errors }: Job): boolean {
  return (
    state === 'cancelled' &&
    !sent &&
    isAnotherTry !== true &&
    errors.every((error) => error instanceof Declined)
  );
}

function isFinalForProvider(error: unknown): boolean {
  return error instanceof EaselError && (error.kind === 'unauthorized' || error.kind === 'outOfCredit');
}
