import { randomInt } from 'node:crypto';
import { drawJpeg, drawPng, type TestChunk } from './image';
import { iminiModels, type IminiRequest } from './iminiRequest';
import { nearestRatio, pixelSize, type PixelSize } from './pixelSize';
import type { Script } from './script';
import type { PassedStep } from './steps';

/** A task as a test may look at it. */
export interface IminiTask {
  readonly id: string;
  readonly request: IminiRequest;
  /** How often it was asked for. */
  readonly polls: number;
  /** As the last poll was told; empty before the first. */
  readonly status: string;
}

interface StoredTask extends IminiTask {
  polls: number;
  status: string;
  readonly createdAt: Date;
  completedAt?: Date;
  readonly call: number;
  readonly fate: PassedStep;
  /** Count of releases when it was made. */
  readonly releases: number;
}

export interface TaskAnswer {
  readonly task_id: string;
  readonly status: string;
  readonly model: string;
  readonly created_at: string;
  readonly completed_at: string | null;
  readonly images:
    readonly { readonly url: string; readonly width: number; readonly height: number }[] | null;
  readonly error: { readonly code: string; readonly message: string } | null;
}

/** The tasks of a server, and what becomes of them. */
export class IminiTasks {
  readonly all: StoredTask[] = [];

  constructor(
    private readonly script: Script,
    /** Tasks take this long; without it each poll is a step. */
    private readonly taskMilliseconds: number | undefined,
  ) {}

  create(request: IminiRequest, fate: PassedStep): StoredTask {
    const task: StoredTask = {
      id: `task_${randomInt(2 ** 40)}`,
      request,
      polls: 0,
      status: '',
      createdAt: new Date(),
      call: this.all.length + 1,
      fate,
      releases: this.script.releases,
    };
    this.all.push(task);
    return task;
  }

  /** What a poll is told, or `undefined` for an unknown or expired task. `origin` is the server's. */
  poll(id: string, origin: string): TaskAnswer | undefined {
    const task = this.all.find((candidate) => candidate.id === id);
    if (!task) {
      return undefined;
    }
    const poll = task.polls++;
    if (task.fate.kind === 'taskExpired' && poll >= (task.fate.afterPolls ?? 0)) {
      return undefined;
    }
    const error = failure(task.fate);
    task.status = this.#waitingStatus(task, poll) ?? (error ? 'failed' : 'succeeded');
    const isOver = task.status === 'succeeded' || task.status === 'failed';
    if (isOver) {
      task.completedAt ??= new Date();
    }
    return {
      task_id: id,
      status: task.status,
      model: task.request.options.model,
      created_at: task.createdAt.toISOString(),
      completed_at: task.completedAt?.toISOString() ?? null,
      images: task.status === 'succeeded' ? listImages(task, origin) : null,
      error: isOver ? error : null,
    };
  }

  /** The image with that name, such as `task_1-1.png`. */
  async draw(name: string): Promise<{ bytes: Buffer; mediaType: string } | undefined> {
    const [, id, image] = /^(task_\d+)-(\d+)\.png$/.exec(name) ?? [];
    const task = this.all.find((candidate) => candidate.id === id);
    if (!task) {
      return undefined;
    }
    const options = { chunk: describe(task, Number(image)), ...deliveredSize(task) };
    const isJpeg = task.fate.kind === 'jpeg' || task.fate.kind === 'wrongMediaType';
    return {
      bytes: isJpeg ? drawJpeg(options) : await drawPng(options),
      mediaType: task.fate.kind === 'jpeg' ? 'image/jpeg' : 'image/png',
    };
  }

  #waitingStatus(task: StoredTask, poll: number): string | undefined {
    if (task.fate.kind === 'taskHeld') {
      return this.script.releases > task.releases ? undefined : 'processing';
    }
    if (task.fate.kind === 'taskStatuses') {
      return task.fate.statuses[poll];
    }
    if (this.taskMilliseconds !== undefined) {
      const share = (Date.now() - task.createdAt.getTime()) / this.taskMilliseconds;
      return share < 0.3 ? 'queued' : share < 1 ? 'processing' : undefined;
    }
    return ['queued', 'processing'][poll];
  }
}

function failure(fate: PassedStep): TaskAnswer['error'] {
  if (fate.kind === 'taskFailed') {
    return { code: fate.code ?? 'UPSTREAM_ERROR', message: fate.message ?? 'The upstream model failed' };
  }
  if (fate.kind === 'policy') {
    return {
      code: 'INVALID_PROMPT',
      message: `Generated image was rejected by content safety${fate.reason ? `: ${fate.reason}` : ''}`,
    };
  }
  if (fate.kind === 'noImage' && fate.form !== 'empty') {
    return { code: 'NO_IMAGE', message: fate.text ?? 'The model answered with text instead of an image' };
  }
  return null;
}

function listImages(task: StoredTask, origin: string): NonNullable<TaskAnswer['images']> {
  const count = task.fate.kind === 'noImage' ? 0 : task.request.options.count;
  const folder = task.fate.kind === 'redirectedResult' ? 'moved' : 'files';
  return Array.from({ length: count }, (_, index) => ({
    url: task.fate.kind === 'resultUrl' ? task.fate.url : `${origin}/${folder}/${task.id}-${index + 1}.png`,
    ...deliveredSize(task),
  }));
}

function deliveredSize({ request: { options, references }, fate }: StoredTask): PixelSize {
  const ratios = iminiModels.get(options.model)?.ratios ?? [];
  // "When reference images are provided and this parameter is omitted, the model infers the ratio from them."
  const last = references.at(-1);
  const inferred =
    last?.width !== undefined && last.height !== undefined
      ? nearestRatio({ width: last.width, height: last.height }, ratios)
      : '1:1';
  const asked = options.aspectRatio || inferred;
  return pixelSize({
    aspectRatio: fate.kind === 'wrongSize' ? (asked === '1:1' ? '16:9' : '1:1') : asked,
    size: options.model === 'google/nano-banana' ? '1K' : options.size,
  });
}

function describe({ request, call }: StoredTask, image: number): TestChunk {
  const { model, aspectRatio, size, quality } = request.options;
  const references = request.references.map(({ sha256, use }) => ({ sha256, use }));
  return { prompt: request.prompt, model, aspectRatio, size, quality, references, call, image, draft: false };
}
