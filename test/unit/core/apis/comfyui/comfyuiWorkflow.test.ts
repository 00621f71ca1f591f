import assert from 'node:assert/strict';
import type { WorkflowInput, WorkflowInputs } from '../../../../../src/core/model/comfyuiModel';
import {
  fillWorkflow,
  guessInputs,
  parseWorkflow,
  placesIn,
} from '../../../../../src/core/apis/comfyui/comfyuiWorkflow';
import type { WorkflowFault } from '../../../../../src/shared/requestProblem';
import { isError } from '../isError';
import { sampleWorkflow } from '../../../../servers/comfyuiWorkflow';

const sample = parseWorkflow(JSON.stringify(sampleWorkflow), 'flow.json');

const fault = (name: WorkflowFault, about = '') =>
  isError('invalidRequest', { problem: { problem: 'workflow', file: 'flow.json', fault: name, about } });

/** As `6.text`. */
const spell = (places: readonly WorkflowInput[]): readonly string[] =>
  places.map(({ node, input }) => `${node}.${input}`);

const guess = (nodes: Readonly<Record<string, readonly [type: string, inputs: Record<string, unknown>]>>) => {
  const workflow = Object.fromEntries(
    Object.entries(nodes).map(([id, [type, inputs]]) => [id, { class_type: type, inputs }]),
  );
  const places = guessInputs(parseWorkflow(JSON.stringify(workflow), 'flow.json'));
  return Object.fromEntries(Object.entries(places).map(([name, each]) => [name, spell(each)]));
};

describe('A ComfyUI workflow', () => {
  it('is understood by its nodes', () => {
    const places = guessInputs(sample);
    assert.deepEqual(spell(places.prompt), ['6.text']);
    assert.deepEqual(spell(places.width), ['5.width']);
    assert.deepEqual(spell(places.height), ['5.height']);
    assert.deepEqual(spell(places.seed), ['3.seed']);
    assert.deepEqual(spell(places.negativePrompt), ['7.text']);
    assert.deepEqual(spell(places.references), ['10.image', '11.image', '12.image', '13.image']);
    assert.deepEqual(spell(places.checkpoint), ['4.ckpt_name']);
  });

  it('leads from the sampler to either text through other nodes, and never to the other one', () => {
    const { prompt, negativePrompt, seed } = guess({
      '1': ['SamplerCustomAdvanced', { guider: ['2', 0], noise: ['9', 0] }],
      '2': ['BasicGuider', { conditioning: ['3', 0] }],
      '3': ['FluxGuidance', { guidance: 3.5, conditioning: ['4', 0] }],
      '4': ['CLIPTextEncodeFlux', { clip_l: 'a', t5xxl: 'b', guidance: 3.5 }],
      '5': ['KSampler', { positive: ['6', 0], negative: ['7', 0], seed: 3 }],
      '6': ['ControlNetApplyAdvanced', { positive: ['8', 0], negative: ['7', 0] }],
      '7': ['CLIPTextEncode', { text: 'blurry' }],
      '8': ['CLIPTextEncode', { text: ['10', 0] }],
      '9': ['RandomNoise', { noise_seed: 4 }],
      '10': ['PrimitiveStringMultiline', { value: 'c' }],
    });
    assert.deepEqual(prompt, ['4.clip_l', '4.t5xxl', '10.value']);
    assert.deepEqual(negativePrompt, ['7.text']);
    assert.deepEqual(seed, ['5.seed', '9.noise_seed']);
  });

  it('has no place for a negative prompt where its way leads to the prompt, and is blanked', () => {
    const { prompt, negativePrompt } = guess({
      '1': ['KSampler', { positive: ['2', 0], negative: ['3', 0] }],
      '2': ['CLIPTextEncode', { text: 'a' }],
      '3': ['ConditioningZeroOut', { conditioning: ['2', 0] }],
    });
    assert.deepEqual([prompt, negativePrompt], [['2.text'], []]);
  });

  it('says which checkpoint is meant only where it loads one', () => {
    const loader = (name: string) => ['CheckpointLoaderSimple', { ckpt_name: name }] as const;
    assert.deepEqual(guess({ '1': loader('a'), '2': loader('a') }).checkpoint, [
      '1.ckpt_name',
      '2.ckpt_name',
    ]);
    assert.deepEqual(guess({ '1': loader('base'), '2': loader('refiner') }).checkpoint, []);
  });

  it('may lead in a circle or nowhere', () => {
    const { prompt } = guess({
      '1': ['KSampler', { positive: ['2', 0] }],
      '2': ['ConditioningCombine', { conditioning_1: ['2', 0], conditioning_2: ['99', 0] }],
    });
    assert.deepEqual(prompt, []);
  });

  it('takes sizes from the empty image, not from what is scaled', () => {
    const { width, height } = guess({
      '1': ['EmptySD3LatentImage', { width: 512, height: 512 }],
      '2': ['ImageScale', { width: 64, height: 64 }],
      '3': ['EmptyLatentImage', { width: ['1', 0], height: ['1', 1] }],
    });
    assert.deepEqual([width, height], [['1.width'], ['1.height']]);
  });

  it('is filled in a copy, with no more references than there are', () => {
    const before = structuredClone(sample);
    const filled = fillWorkflow(
      sample,
      { prompt: 'a fox', references: ['easel/a.png'], width: 512, height: 768, seed: 7 },
      guessInputs(sample),
    );
    assert.deepEqual(sample, before);
    const inputs = (id: string): unknown => filled[id]?.inputs;
    assert.deepEqual(inputs('6'), { text: 'a fox', clip: ['4', 1] });
    assert.deepEqual(inputs('7'), sample['7']?.inputs);
    const values = { prompt: 'a fox', negativePrompt: 'blur', references: [], seed: 7 };
    const negated = fillWorkflow(sample, values, guessInputs(sample));
    assert.deepEqual([negated['6']?.inputs.text, negated['7']?.inputs.text], ['a fox', 'blur']);
    assert.deepEqual(inputs('5'), { width: 512, height: 768, batch_size: 1 });
    assert.deepEqual(filled['3']?.inputs.seed, 7);
    assert.deepEqual([inputs('10'), inputs('11')], [{ image: 'easel/a.png' }, { image: 'example.png' }]);
  });

  const places = (
    named: WorkflowInputs,
    needs: { references?: number; hasSize?: boolean; hasNegativePrompt?: boolean } = {},
  ) => placesIn(sample, named, { file: 'flow.json', references: 0, hasSize: false, ...needs });

  it('is filled where the user says, and for the rest where the nodes suggest', () => {
    const { prompt, seed } = places({ prompt: [{ node: '7', input: 'text' }] });
    assert.deepEqual([spell(prompt), spell(seed)], [['7.text'], ['3.seed']]);
  });

  it('is refused where a place that was named is not there', () => {
    for (const [node, input] of [
      ['99', 'text'],
      ['6', 'words'],
      ['constructor', 'name'],
    ] as const) {
      assert.throws(() => places({ prompt: [{ node, input }] }), fault('noInput', `${node}.${input}`));
    }
  });

  it('is refused where it has no place for what was asked', () => {
    assert.throws(() => places({ prompt: [] }), fault('noPrompt'));
    assert.throws(() => places({ width: [] }, { hasSize: true }), fault('noSize'));
    assert.throws(
      () => places({ negativePrompt: [] }, { hasNegativePrompt: true }),
      fault('noNegativePrompt'),
    );
    assert.throws(() => places({}, { references: 5 }), fault('tooFewReferences', '4'));
    places({ width: [] });
  });

  it('is JSON in the API format', () => {
    const parse = (text: string) => () => parseWorkflow(text, 'flow.json');
    assert.throws(parse('{'), fault('notJson'));
    // What the editor itself saves.
    assert.throws(parse('{"nodes":[],"links":[],"version":0.4}'), fault('notApiFormat'));
    for (const text of ['[]', '{}', 'null', '{"1":{"class_type":"KSampler"}}']) {
      assert.throws(parse(text), fault('notApiFormat'), text);
    }
    parse('\uFEFF{"1":{"class_type":"KSampler","inputs":{}}}')();
  });
});
