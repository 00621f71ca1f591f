import * as z from 'zod';
import { forEachOption, optionNames } from '../../shared/optionTable';
import type { RowFault } from '../../shared/rowProblem';
import { imageFormats } from '../../shared/imageFormat';
import { classifyHost } from '../http/policy/addresses';
import { redact } from '../http/policy/redact';
import { apiIds } from '../model/provider';
import { modelTaskRow, taskRow } from './taskSchema';

/**
 * What a row of the setting `easel.providers` may hold: changes to a built-in provider, or a new one. Faults that are
 * ours carry a `RowFault` in their issue's `params`; no issue repeats a value, since someone may have put a key there.
 */
export const rowFaults = [
  'bareUrl',
  'host',
  'metadataHost',
  'secretName',
  'secretValue',
  'headerName',
  'preset',
  'taskPath',
] as const satisfies readonly RowFault[];

const fault = (name: RowFault): { readonly params: { readonly fault: RowFault } } => ({
  params: { fault: name },
});

const text = z.string().min(1).max(200);
const label = z.string().min(1).max(60);

/** The placeholder is no wire format that anyone else speaks. */
export const rowApiIds = apiIds.filter((id) => id !== 'placeholder');
const api = z.enum(rowApiIds);

const option = z
  .union([
    z.array(text).max(50),
    z.strictObject({
      offered: z.union([z.array(text).max(50), z.literal('any')]),
      required: z.boolean().optional(),
      preset: text.optional(),
    }),
  ])
  .transform((value) => ('offered' in value ? value : { offered: value }))
  .refine(
    ({ offered, preset }) => preset === undefined || offered === 'any' || offered.includes(preset),
    fault('preset'),
  )
  .transform(({ offered, required = false, preset }) => ({
    offered,
    required,
    // What must be sent must begin with something.
    preset: preset ?? (required && offered !== 'any' ? (offered[0] ?? '') : ''),
  }));

const capabilities = z
  .strictObject({
    ...forEachOption(optionNames, option),
    seed: z.boolean(),
    negativePrompt: z.boolean(),
    maxReferences: z.int().min(0).max(100),
    referenceFormats: z.array(z.enum(imageFormats)).min(1),
    styleReferences: z.boolean(),
    mask: z.boolean(),
    maxImages: z.int().min(1).max(10),
    imagesPerCall: z.int().min(1).max(10),
    maxPromptLength: z.int().min(1),
  })
  .partial();

/** A node's id and the name of its input, such as `6.text`; several where a value goes to several. */
const place = z
  .string()
  .regex(/^[^.]+\..+$/u)
  .transform((text) => ({
    node: text.slice(0, text.indexOf('.')),
    input: text.slice(text.indexOf('.') + 1),
  }));
const places = z
  .union([place, z.array(place).max(20)])
  .transform((value) => (Array.isArray(value) ? value : [value]));

const workflow = z
  .strictObject({
    ...{ prompt: places, references: places, width: places, height: places, seed: places },
    negativePrompt: places,
    checkpoint: places,
  })
  .partial();

/** Of one image, whatever its size. */
const price = z
  .strictObject({ currency: z.string().min(1).max(30).default('USD'), image: z.number().min(0) })
  .transform(({ currency, image }) => ({ currency, images: [{ amount: image }] }));

const model = z.strictObject({
  id: text,
  label: label.optional(),
  api: api.optional(),
  task: modelTaskRow.optional(),
  capabilities: capabilities.optional(),
  workflow: workflow.optional(),
  price: price.optional(),
});

const headerName = z.string().max(60).refine(isHeaderName, fault('headerName'));

const auth = z.union([
  z.enum(['bearer', 'basic', 'none']),
  z.strictObject({
    header: headerName,
    prefix: z
      .string()
      .max(20)
      .regex(/^[\x20-\x7e]*$/u)
      .optional(),
  }),
]);

/** As a server names it in an error, too. */
const formFieldName = z.string().regex(/^[\w.[\]-]{1,60}$/u);

export const providerRow = z.strictObject({
  id: z.string().regex(/^[a-z\d][a-z\d._-]{0,39}$/u),
  label: label.optional(),
  baseUrl: z
    .url({ protocol: /^https?$/u, abort: true })
    .refine(isBare, { ...fault('bareUrl'), abort: true })
    .refine((url) => classifyHost(new URL(url).hostname) !== 'metadata', fault('metadataHost'))
    .optional(),
  api: api.optional(),
  auth: auth.optional(),
  headers: namedTexts({ isName: isHeaderName }).optional(),
  query: namedTexts({ isName: (name) => name !== '' && name.length <= 60 }).optional(),
  keyUrl: z.url({ protocol: /^https$/u }).optional(),
  resultHosts: z
    .array(
      z
        .string()
        .refine(isHost, { ...fault('host'), abort: true })
        .refine(
          (host) => classifyHost(new URL(`http://${host}/`).hostname) !== 'metadata',
          fault('metadataHost'),
        ),
    )
    .max(20)
    .optional(),
  maxRequestBytes: z.int().min(1).optional(),
  streaming: z.boolean().optional(),
  responseFormat: z.literal('b64_json').optional(),
  referenceFields: z.union([z.literal('image+images'), formFieldName]).optional(),
  maskField: formFieldName.optional(),
  chatOptions: z.enum(['image_config', 'extra_body']).optional(),
  task: taskRow.optional(),
  parallelJobs: z.int().min(1).max(100).optional(),
  models: z.tuple([model], model).optional(),
});

export type ProviderRow = z.infer<typeof providerRow>;

/** Settings are synchronised, shared and shown: a key stands in the secret storage and nowhere else. */
function namedTexts({ isName }: { readonly isName: (name: string) => boolean }) {
  return z.record(z.string(), z.string().max(500)).superRefine((texts, context) => {
    for (const [name, value] of Object.entries(texts)) {
      const broken: RowFault | undefined = secretNames.test(name)
        ? 'secretName'
        : !isName(name) || !/^[\x20-\x7e]*$/u.test(value)
          ? 'headerName'
          : redact(value, []) === value
            ? undefined
            : 'secretValue';
      if (broken) {
        context.addIssue({ code: 'custom', path: [name], ...fault(broken) });
      }
    }
  });
}

const secretNames =
  /key|token|secret|auth(?!or(?!iz))|passw|pwd|credential|cookie|session|signature|bearer|jwt|^(?:sig|pass|code)$/iu;

/** Headers that the client itself decides on. */
const ownHeaders =
  /^(?:accept|accept-encoding|connection|content-.*|expect|host|idempotency-key|keep-alive|proxy-.*|referer|te|trailer|transfer-encoding|upgrade)$/iu;

function isHeaderName(name: string): boolean {
  return /^[\w!#$%&'*+.^`|~-]+$/u.test(name) && !ownHeaders.test(name);
}

/** Paths are put behind it, and it is shown to the user: a key in it would be in sight, and sent nowhere. */
function isBare(url: string): boolean {
  const { username, password, search, hash } = new URL(url);
  return [username, password, search, hash].every((part) => part === '');
}

/** A host as it stands in a URL, with its port or without: no scheme, no path, no pattern. */
function isHost(host: string): boolean {
  return URL.canParse(`http://${host}/`) && new URL(`http://${host}/`).host === host.toLowerCase();
}
