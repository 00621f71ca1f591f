import type { Answer } from './http';
import type { OddForm } from './steps';

/** Says that an image could not be made, where the status is good all the same. */
export const oddMessage = 'The canvas tore';

/** A good answer as some relay in front of the service would write it. Bytes of images stay as they are. */
export function oddAnswer(answer: Answer, form: OddForm): Partial<Answer> {
  const { body, headers, status } = answer;
  if (typeof body !== 'string' || status >= 300) {
    return {};
  }
  const [first, ...others] = valuesIn(body);
  if (first === undefined) {
    return {};
  }
  const isEvents = others.length > 0 || headers?.['content-type'] === 'text/event-stream';
  const write = (values: readonly unknown[]): Partial<Answer> =>
    isEvents ? asEvents(values, answer) : { body: JSON.stringify(values[0]) };
  const change = changes[form];
  if (change) {
    return write([first, ...others].map((value) => change(value)));
  }
  const error = { error: { message: oddMessage, code: 'upstream_error', type: 'upstream_error' } };
  const deliveries: Readonly<Record<string, () => Partial<Answer>>> = {
    events: () => asEvents([first, ...others], answer),
    lines: () => ({
      headers: { ...headers, 'content-type': 'application/x-ndjson' },
      body: [{ progress: 'working' }, first, ...others].map((value) => `${JSON.stringify(value)}\n`).join(''),
    }),
    error: () => ({
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify(error),
    }),
    errorEvent: () => asEvents([{ type: 'error', ...error }], answer),
  };
  return deliveries[form]!();
}

const changes: Partial<Record<OddForm, (value: unknown) => unknown>> = {
  nulls: (value) => withNulls(value, ''),
  numbers: (value) => withNumbers(value, ''),
  wrapped: (value) => ({ result: wrap(value) }),
};

function asEvents(values: readonly unknown[], { headers }: Answer): Partial<Answer> {
  const events = values.map((value) => `data: ${JSON.stringify(value)}\n\n`).join('');
  return {
    headers: { ...headers, 'content-type': 'text/event-stream' },
    body: `: keep-alive\n\n${events}data: [DONE]\n\n`,
  };
}

function valuesIn(body: string): readonly unknown[] {
  const lines = body.split(/\r?\n/u).filter((line) => line.startsWith('data: ') && line !== 'data: [DONE]');
  const texts = lines.length > 0 ? lines.map((line) => line.slice('data: '.length)) : [body];
  try {
    return texts.map((text) => JSON.parse(text) as unknown);
  } catch {
    return [];
  }
}

/** Ids, states and what images and tasks are found by: without them nobody could go on. */
const neededNames =
  /(?:^|_)id$|status|state|url|filename|b64_json|^queue_|^(?:data|output|outputs|result|get|type|subfolder|images)$/iu;

function isNeeded(name: string, value: unknown): boolean {
  return (
    neededNames.test(name) ||
    (typeof value === 'string' && (value.length > 200 || /data:image\/|^(?:https?:)?\//u.test(value)))
  );
}

function withNulls(value: unknown, name: string): unknown {
  return eachMember(value, {
    leaf: (leaf) => (isNeeded(name, leaf) ? leaf : null),
    member: withNulls,
    array: (members) => (isList(members) ? [null, ...members, null] : members),
    object: (fields) => ({ nothing: null, ...fields }),
    name,
  });
}

function withNumbers(value: unknown, name: string): unknown {
  return eachMember(value, {
    leaf: (leaf) => (typeof leaf === 'string' && !isNeeded(name, leaf) ? 7 : leaf),
    member: withNumbers,
    array: (members) => (isList(members) ? [7, ...members] : members),
    object: (fields) => fields,
    name,
  });
}

function wrap(value: unknown): unknown {
  return eachMember(value, {
    leaf: (leaf) => leaf,
    member: wrap,
    array: (members) => members.map((member) => (isObject(member) ? { item: member } : member)),
    object: (fields) => fields,
    name: '',
  });
}

interface Changes {
  readonly name: string;
  readonly leaf: (value: unknown) => unknown;
  readonly member: (value: unknown, name: string) => unknown;
  readonly array: (members: readonly unknown[]) => unknown;
  readonly object: (fields: Readonly<Record<string, unknown>>) => unknown;
}

function eachMember(value: unknown, { name, leaf, member, array, object }: Changes): unknown {
  if (Array.isArray(value)) {
    return array(value.map((each) => member(each, name)));
  }
  return isObject(value)
    ? object(Object.fromEntries(Object.entries(value).map(([key, each]) => [key, member(each, key)])))
    : leaf(value);
}

/** Of objects alone: other arrays have their meaning by their place. */
function isList(members: readonly unknown[]): boolean {
  return members.length > 0 && members.every(isObject);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
