/** Where a value stands in an answer: names joined by dots, through arrays and JSON texts; `header:` before a header's. */
export type AnswerPath = string;

/** Where a value goes in the body: names joined by dots, such as `input.prompt`. */
export type BodyPath = string;

/** What the body calls the parts of a request. What has no name here must not be offered by any model. */
export interface TaskFields {
  readonly prompt: BodyPath;
  /** For a service whose address does not name the model. */
  readonly model?: BodyPath | undefined;
  readonly aspectRatio?: BodyPath;
  /** Two names where a size in pixels goes as two numbers. */
  readonly size?: BodyPath | { readonly width: BodyPath; readonly height: BodyPath };
  readonly quality?: BodyPath;
  readonly background?: BodyPath;
  readonly outputFormat?: BodyPath;
  readonly count?: BodyPath;
  readonly seed?: BodyPath;
  readonly negativePrompt?: BodyPath;
  /** One name: an array of texts. Several: a text each, in this order. */
  readonly references?: BodyPath | readonly BodyPath[];
}

/**
 * How a service takes a request, tells of its task and hands over what it made: a wire format as data. Paths of
 * addresses stand behind the base URL and may hold `{model}` or `{task_id}`. Of several answer paths the first one that
 * leads to something counts. Words are compared without regard to case.
 */
export interface TaskFormat {
  readonly submitMethod: 'POST' | 'PUT';
  readonly submitPath: string;
  /** Where another endpoint takes references. */
  readonly submitPathWithReferences?: string;
  readonly fields: TaskFields;
  readonly referenceForm: 'dataUri' | 'base64';
  /** What every body holds besides. */
  readonly fixedFields: Readonly<Record<BodyPath, string | number | boolean>>;
  readonly taskId: readonly AnswerPath[];
  /** Where the answer to the submission says to ask; an address at a host that may not have the key is passed over. */
  readonly pollUrl: readonly AnswerPath[];
  /** Where to ask otherwise. */
  readonly pollPath?: string | undefined;
  readonly pollMethod: 'GET' | 'POST';
  /** With POST: texts that may hold `{task_id}`. */
  readonly pollBody: Readonly<Record<string, string>>;
  readonly status: readonly AnswerPath[];
  readonly success: readonly string[];
  readonly failure: readonly string[];
  /** Of HTTP, with which a task is said to have failed, as the words do that stand in the answer. */
  readonly failureStatuses?: readonly number[];
  /** Failures that are a content filter's. */
  readonly refused: readonly string[];
  /** The service does not know the task any more. */
  readonly expired: readonly string[];
  /** Any other word counts as waiting, too, and is logged. */
  readonly waiting: readonly string[];
  readonly errors: readonly AnswerPath[];
  /** Texts, arrays of them, or objects with `url`, `image_url`, `b64_json` or `base64`. */
  readonly results: readonly AnswerPath[];
  /** Beside the results: the seed that they were drawn with, or an array of one for each. */
  readonly seed: readonly AnswerPath[];
  /** Of a second request, which brings the results: in the status or, failing that, in the answer to the submission. */
  readonly resultUrl: readonly AnswerPath[];
  readonly resultPath?: string;
  readonly cancelUrl: readonly AnswerPath[];
  readonly cancelPath?: string;
  readonly cancelMethod: 'POST' | 'PUT';
  /** How the answer to a cancel says that the task has stopped; any other answer says nothing for certain. */
  readonly stopped: StoppedFormat;
  /** Something that costs nothing and needs the key. */
  readonly keyCheckPath?: string;
  /** In seconds, before the first question. */
  readonly interval: number;
  /** In seconds, between two questions at most. */
  readonly longestInterval: number;
}

export interface StoppedFormat {
  /** Where the status of a task stands. */
  readonly words: readonly string[];
  /** `never`: only what has not begun is stopped. Else where it says when the work began, and nothing where it did not. */
  readonly begun?: 'never' | { readonly at: AnswerPath };
}

/** What one model of a service does in its own way. */
export interface ModelTask {
  readonly submitPath?: string;
  readonly submitPathWithReferences?: string;
  readonly fields?: Partial<TaskFields>;
  readonly fixedFields?: TaskFormat['fixedFields'];
}

/** What services have in common, as far as they have; a row names what it does in another way. */
export const commonTaskFormat: TaskFormat = {
  submitMethod: 'POST',
  submitPath: '/v1/images/generations',
  fields: {
    prompt: 'prompt',
    model: 'model',
    aspectRatio: 'aspect_ratio',
    size: 'size',
    quality: 'quality',
    background: 'background',
    outputFormat: 'output_format',
    count: 'n',
    seed: 'seed',
    negativePrompt: 'negative_prompt',
    references: 'image_urls',
  },
  referenceForm: 'dataUri',
  fixedFields: {},
  taskId: ['task_id', 'taskId', 'id', 'request_id', 'data.task_id', 'data.taskId', 'data.id'],
  pollUrl: [
    ...['poll_url', 'polling_url', 'status_url', 'urls.get', 'data.urls.get'],
    ...['header:operation-location', 'header:location'],
  ],
  pollPath: '/v1/tasks/{task_id}',
  pollMethod: 'GET',
  pollBody: {},
  status: ['status', 'state', 'data.status', 'data.state', 'task_status', 'data.task_status'],
  success: ['succeeded', 'success', 'successful', 'completed', 'complete', 'finished', 'done', 'ready'],
  failure: ['failed', 'failure', 'fail', 'error', 'canceled', 'cancelled', 'aborted', 'rejected', 'timeout'],
  refused: ['request moderated', 'content moderated', 'moderated', 'nsfw'],
  expired: ['task not found', 'expired'],
  waiting: [
    ...['queued', 'queuing', 'in_queue', 'pending', 'waiting', 'created', 'submitted', 'starting'],
    ...['processing', 'in_progress', 'running', 'generating', 'not_start'],
  ],
  errors: ['error', 'data.error', 'data.failMsg', 'fail_reason', 'data.fail_reason', 'detail'],
  results: [
    ...['images', 'output', 'outputs', 'result.images', 'result.data', 'result.sample', 'result'],
    ...['data.images', 'data.output', 'data.outputs', 'data.result.images', 'data.result.data'],
    ...['data.resultJson.resultUrls', 'data.data.data', 'data.result', 'data'],
  ],
  seed: ['seed', 'seeds', 'data.seed', 'result.seed', 'output.seed', 'data.result.seed'],
  resultUrl: [],
  cancelUrl: [],
  cancelMethod: 'POST',
  stopped: { words: ['canceled', 'cancelled', 'aborted'] },
  interval: 2,
  longestInterval: 15,
};

/** The format that a call of a model is spoken in. */
export function taskFormatOf(
  { task = commonTaskFormat }: { readonly task?: TaskFormat },
  model?: { readonly task?: ModelTask },
): TaskFormat {
  const { fields, ...own } = model?.task ?? {};
  return { ...task, ...own, fields: { ...task.fields, ...fields } };
}
