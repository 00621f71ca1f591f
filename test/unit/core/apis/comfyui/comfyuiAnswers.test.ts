import assert from 'node:assert/strict';
import {
  explained,
  failureIn,
  historyEntry,
  imagesIn,
  nodeErrorsIn,
} from '../../../../../src/core/apis/comfyui/comfyuiAnswers';
import { LongText } from '../../../../../src/core/http/response/longText';
import { rowOf } from '../callContext';
import { pathsIn, replaceAt, valueAt } from '../oddFields';

const answer = (body: unknown, status = 200) => ({ status, headers: {}, body });
const provider = rowOf('comfyui', 'http://localhost:8188');

/** What stands for a member that is not as it should be. */
const oddities = [null, 7, 'odd', [], {}] as const;

const problem = (name: string) => ({ type: 'x', message: `message ${name}`, details: `details ${name}` });

const nodeErrors = {
  4: { errors: [problem('a'), problem('b')], dependent_outputs: ['9'], class_type: 'Loader' },
  5: { errors: [problem('c')], dependent_outputs: [], class_type: 'Sampler' },
};
const told = ['message a', 'details a', 'message b', 'details b', 'message c', 'details c'];
const whole = { type: 'invalid_prompt', message: 'the whole', details: 'its details', extra_info: {} };

const failed = {
  p1: {
    prompt: [1, 'p1', {}],
    outputs: {},
    status: {
      status_str: 'error',
      completed: false,
      messages: [
        ['execution_start', { prompt_id: 'p1' }],
        ['execution_cached', { nodes: [] }],
        [
          'execution_error',
          {
            node_id: '3',
            node_type: 'KSampler',
            exception_message: 'Out of memory',
            exception_type: 'OutOfMemoryError',
            traceback: ['line 1'],
          },
        ],
      ],
    },
  },
};

const image = (filename: string) => ({ filename, subfolder: '', type: 'output' });
const done = {
  p1: {
    outputs: { 9: { images: [image('a.png'), image('b.png')] }, 10: { images: [image('c.png')] } },
    status: { status_str: 'success', completed: true, messages: [['execution_start', {}]] },
  },
};

const failureText = (body: unknown): string => {
  const entry = historyEntry(answer(body), 'p1', provider);
  return (entry && failureIn(entry)?.message) ?? '';
};

/** What each answer says, and the texts of it that must be there. */
const answers: Readonly<
  Record<
    string,
    { readonly body: unknown; readonly texts: readonly string[]; say: (body: unknown) => unknown }
  >
> = {
  'a workflow that is taken': {
    body: { prompt_id: 'p1', number: 1, node_errors: nodeErrors },
    texts: told,
    say: (body) => nodeErrorsIn(answer(body)),
  },
  'a workflow that is refused': {
    body: { error: whole, node_errors: nodeErrors },
    texts: told,
    say: (body) => explained(answer(body, 400)).body,
  },
  'a workflow that is refused as a whole': {
    body: { error: whole, node_errors: {} },
    texts: ['the whole', 'its details'],
    say: (body) => explained(answer(body, 400)).body,
  },
  'a workflow that failed': { body: failed, texts: ['Out of memory'], say: failureText },
  'a workflow that is done': {
    body: done,
    texts: ['a.png', 'b.png', 'c.png'],
    say: (body) => {
      const entry = historyEntry(answer(body), 'p1', provider);
      return entry && imagesIn(entry).map(({ filename }) => filename);
    },
  },
};

describe("ComfyUI's answers", () => {
  for (const [name, { body, texts, say }] of Object.entries(answers)) {
    it(`to ${name} say all that stands beside an odd member`, () => {
      const lost: string[] = [];
      for (const path of pathsIn(body)) {
        const within = JSON.stringify([valueAt(body, path)]);
        for (const odd of oddities) {
          const said = JSON.stringify(say(replaceAt(body, path, odd)) ?? '');
          const missing = texts.filter((text) => !within.includes(text) && !said.includes(text));
          lost.push(...missing.map((text) => `${path.join('.')} is ${JSON.stringify(odd)}: ${text}`));
        }
      }
      assert.deepEqual(lost, []);
    });
  }

  it('say the long text of a problem as well', () => {
    const long = new LongText(['a'.repeat(100)]);
    const nodes = { 4: { errors: [{ message: long, details: null }], class_type: 'Loader' } };
    assert.equal(nodeErrorsIn(answer({ node_errors: nodes })), `Loader #4: ${long.text}`);
  });

  it('name no more nodes than are read of any list', () => {
    const nodes = Object.fromEntries(Array.from({ length: 5000 }, (_, id) => [id, nodeErrors[4]]));
    const lines = nodeErrorsIn(answer({ node_errors: nodes }))?.split('; ') ?? [];
    assert.equal(lines.length, 1000);
  });
});

describe("ComfyUI's answer to a workflow that it takes", () => {
  it('names the nodes that cannot run beside those that do', () => {
    const node = {
      errors: [{ type: 'x', message: 'Value not in list', details: "ckpt: 'a' not in []" }],
      class_type: 'Loader',
    };
    assert.equal(
      nodeErrorsIn(answer({ prompt_id: 'p', number: 1, node_errors: { 4: node } })),
      "Loader #4: Value not in list: ckpt: 'a' not in []",
    );
  });

  it('says nothing where all of them run', () => {
    for (const none of [{}, [], null, undefined, 'odd']) {
      assert.equal(nodeErrorsIn(answer({ prompt_id: 'p', node_errors: none })), undefined);
    }
  });
});
