import { randomUUID } from 'node:crypto';
import { drawJpeg } from './image';
import type { PixelSize } from './pixelSize';
import type { Script } from './script';
import type { PassedStep } from './steps';
import type { TakenRequest } from './takeCall';

/** A request for a task, with the pixels that the service would draw. */
export interface TaskRequest extends TakenRequest {
  readonly pixels: PixelSize;
  /** As it was asked for. */
  readonly seed?: number | undefined;
}

export interface StoredTask {
  readonly id: string;
  readonly request: TaskRequest;
  readonly fate: PassedStep;
  /** How often it was asked for. */
  polls: number;
  isCancelled: boolean;
  readonly call: number;
  /** Count of releases when it was made. */
  readonly releases: number;
}

export type TaskPhase =
  | { readonly phase: 'queued' | 'running' | 'done' | 'cancelled' | 'expired' }
  | { readonly phase: 'failed'; readonly isPolicy: boolean; readonly message: string }
  /** The script's own word. */
  | { readonly phase: 'word'; readonly word: string };

/** The tasks of a server, and what becomes of them: queued, running, over with the third question. */
export class TaskStore {
  readonly all: StoredTask[] = [];

  constructor(private readonly script: Script) {}

  create(request: TaskRequest, fate: PassedStep): StoredTask {
    const { releases } = this.script;
    const call = this.all.length + 1;
    const task = { id: randomUUID(), request, fate, polls: 0, isCancelled: false, call, releases };
    this.all.push(task);
    return task;
  }

  find(id: string): StoredTask | undefined {
    return this.all.find((task) => task.id === id);
  }

  /** What a question is told; it counts as one. */
  ask(task: StoredTask): TaskPhase {
    const poll = task.polls++;
    const { fate } = task;
    if (fate.kind === 'taskExpired' && poll >= (fate.afterPolls ?? 0)) {
      return { phase: 'expired' };
    }
    const word = fate.kind === 'taskStatuses' ? fate.statuses[poll] : undefined;
    if (word !== undefined) {
      return { phase: 'word', word };
    }
    return this.#isHeld(task) ? { phase: 'running' } : this.#stepAt(task, poll);
  }

  /** How a task that is over has ended. */
  end({ fate, isCancelled }: StoredTask): TaskPhase {
    if (isCancelled) {
      return { phase: 'cancelled' };
    }
    if (fate.kind === 'taskFailed') {
      return { phase: 'failed', isPolicy: false, message: fate.message ?? 'The upstream model failed' };
    }
    return fate.kind === 'policy'
      ? { phase: 'failed', isPolicy: true, message: fate.reason ?? 'violence' }
      : { phase: 'done' };
  }

  /** Addresses of the images of a task. */
  files({ id, request, fate }: StoredTask, origin: string): readonly string[] {
    const count = fate.kind === 'noImage' ? 0 : request.options.count;
    return Array.from({ length: count }, (_, index) =>
      fate.kind === 'resultUrl' ? fate.url : `${origin}/files/${id}-${index + 1}.jpg`,
    );
  }

  /** The image with that name: a JPEG, as most of these services make unless they are asked for another. */
  draw(name: string): { readonly bytes: Buffer; readonly mediaType: string } | undefined {
    const [, id = '', image] = /^([\da-f-]{36})-(\d+)\.jpg$/.exec(name) ?? [];
    const task = this.find(id);
    if (!task) {
      return undefined;
    }
    const { request, fate, call } = task;
    const { model, aspectRatio, size, quality } = request.options;
    const references = request.references.map(({ sha256, use }) => ({ sha256, use }));
    const chunk = {
      ...{ prompt: request.prompt, model, aspectRatio, size, quality, references },
      ...{ call, image: Number(image), draft: false },
    };
    const pixels = fate.kind === 'wrongSize' ? { width: 960, height: 320 } : request.pixels;
    const mediaType = fate.kind === 'wrongMediaType' ? 'image/png' : 'image/jpeg';
    return { bytes: drawJpeg({ chunk, ...pixels }), mediaType };
  }

  #isHeld({ fate, releases, isCancelled }: StoredTask): boolean {
    return fate.kind === 'taskHeld' && !isCancelled && this.script.releases === releases;
  }

  #stepAt(task: StoredTask, poll: number): TaskPhase {
    const isOver = task.isCancelled || task.fate.kind === 'taskHeld' || task.fate.kind === 'taskStatuses';
    const phase = isOver ? undefined : (['queued', 'running'] as const)[poll];
    return phase === undefined ? this.end(task) : { phase };
  }
}
