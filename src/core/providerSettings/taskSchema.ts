import * as z from 'zod';
import { omitUndefined } from '../util/omitUndefined';
import { redact } from '../http/policy/redact';
import { commonTaskFormat, type ModelTask, type TaskFormat } from '../model/taskFormat';

/** Faults are of those that `core/providerSettings/schema.ts` names. */
const fault = (
  name: 'taskPath' | 'secretName' | 'secretValue',
): { readonly params: { readonly fault: string } } => ({ params: { fault: name } });

const holdsNoKey = (text: string): boolean => redact(text, []) === text;

/** Behind the base URL, whose origin the key goes to: no other address can be meant. */
const path = z
  .string()
  .max(500)
  .refine((text) => /^\/(?!\/)[^\s\\#]*$/u.test(text), { ...fault('taskPath'), abort: true })
  .refine(holdsNoKey, fault('secretValue'));

const pathOfTask = path.refine((text) => text.includes('{task_id}'), fault('taskPath'));

const name = z.string().min(1).max(200);
const answerPaths = z
  .union([name, z.array(name).max(20)])
  .transform((paths): readonly string[] => (typeof paths === 'string' ? [paths] : paths));
const words = z
  .array(z.string().max(60))
  .max(40)
  .transform((each) => each.map((word) => word.toLowerCase()));

const fields = z
  .strictObject({
    prompt: name,
    model: name,
    aspectRatio: name,
    size: z.union([name, z.strictObject({ width: name, height: name })]),
    quality: name,
    background: name,
    outputFormat: name,
    count: name,
    seed: name,
    negativePrompt: name,
    references: z.union([name, z.array(name).min(1).max(20)]),
  })
  .partial();

const secretField = /(?:^|[._-])(?:api_?key|key|token|secret|password|authorization)$/iu;

/** `accessToken` as `access_Token`. */
function inWords(name: string): string {
  return name.replaceAll(/([a-z\d])([A-Z])/gu, '$1_$2');
}

/** What goes with every body, in plain sight of the settings. */
function fixed<Value extends z.ZodType<string | number | boolean>>(value: Value) {
  return z.record(name, value).superRefine((values, context) => {
    for (const [field, each] of Object.entries(values)) {
      const broken = secretField.test(inWords(field))
        ? 'secretName'
        : holdsNoKey(String(each))
          ? undefined
          : 'secretValue';
      if (broken) {
        context.addIssue({ code: 'custom', path: [field], ...fault(broken) });
      }
    }
  });
}

const seconds = z.number().min(0.5).max(120);

/** The field `task` of a row of `easel.providers`; all of it may be left out. */
export const taskRow = z
  .strictObject({
    submitMethod: z.enum(['POST', 'PUT']),
    submitPath: path,
    submitPathWithReferences: path,
    fields,
    referenceForm: z.enum(['dataUri', 'base64']),
    fixedFields: fixed(z.union([z.string().max(2000), z.number(), z.boolean()])),
    taskId: answerPaths,
    pollUrl: answerPaths,
    pollPath: pathOfTask,
    pollMethod: z.enum(['GET', 'POST']),
    pollBody: fixed(z.string().max(500)),
    status: answerPaths,
    success: words,
    failure: words,
    refused: words,
    expired: words,
    waiting: words,
    errors: answerPaths,
    results: answerPaths,
    seed: answerPaths,
    resultUrl: answerPaths,
    resultPath: pathOfTask,
    cancelUrl: answerPaths,
    cancelPath: pathOfTask,
    cancelMethod: z.enum(['POST', 'PUT']),
    keyCheckPath: path,
    interval: seconds,
    longestInterval: seconds,
  })
  .partial();

export const modelTaskRow = z
  .strictObject({ submitPath: path, submitPathWithReferences: path, fields })
  .partial();

/** A format with what a row says of it; what it says of one way to ask, or to name the model, takes the other's place. */
export function withTaskRow(row: z.infer<typeof taskRow>, format: TaskFormat = commonTaskFormat): TaskFormat {
  const { submitPath = '', pollPath, pollUrl } = row;
  const { fields: named = {}, ...own } = omitUndefined(row);
  const { model, ...others } = format.fields;
  return {
    ...format,
    ...(pollPath !== undefined && { pollUrl: [] }),
    ...(pollUrl !== undefined && { pollPath: undefined }),
    ...own,
    fields: {
      ...others,
      ...(model !== undefined && !submitPath.includes('{model}') && { model }),
      ...omitUndefined(named),
    },
  };
}

/** What one model says, likewise. */
export function modelTask(row: z.infer<typeof modelTaskRow>): ModelTask {
  const { fields: named, ...own } = omitUndefined(row);
  return { ...own, ...(named && { fields: omitUndefined(named) }) };
}
