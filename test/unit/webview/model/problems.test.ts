import assert from 'node:assert/strict';
import { findProblems } from '../../../../src/webview/model/problems';
import { pageState, provider, reference } from '../fixtures';

const texts = (...arguments_: Parameters<typeof pageState>): readonly string[] =>
  findProblems(pageState(...arguments_)).map(({ text }) => text.split(' {')[0] ?? '');

describe('form problems', () => {
  it('finds nothing wrong with a good form', () => {
    assert.deepEqual(texts({ references: [reference('a.png')] }), []);
  });

  it('asks for a prompt where there is only white space', () => {
    assert.deepEqual(texts({ form: { prompt: ' \n' } }), ['Say what the image should show.']);
  });

  it('counts a prompt in code points, as providers do', () => {
    assert.deepEqual(texts({ form: { prompt: '😀'.repeat(10) } }), []);
    assert.deepEqual(texts({ form: { prompt: '😀'.repeat(11) } }), [
      'The prompt has 11 characters; this model takes 10.',
    ]);
  });

  it('checks each variation of a prompt, and not its braces', () => {
    const textsOf = (prompt: string) => texts({ form: { prompt, variations: true } });
    assert.deepEqual(textsOf('{lighthouse|cat|dog}'), []);
    assert.deepEqual(textsOf('{lighthouses|cat}'), ['The prompt has 11 characters; this model takes 10.']);
    assert.deepEqual(textsOf('{cat| }'), ['Say what the image should show.']);
  });

  it('says how many references are too many', () => {
    const references = ['a', 'b', 'c', 'd'].map((name) => reference(name));
    assert.deepEqual(texts({ references }), ['There are 4 references; this model takes 3.']);
  });

  it('waits for a reference that is being converted for the model', () => {
    const references = [reference('a.jpg', { format: 'jpeg' }), reference('b.bmp', { format: 'bmp' })];
    assert.deepEqual(texts({ references }), ['b.bmp is being converted for this model.']);
  });

  it('names a reference that cannot be read', () => {
    assert.deepEqual(texts({ references: [reference('a.png', { problem: 'gone' })] }), ['a.png: gone']);
  });

  it('names a reference that the host says nothing about', () => {
    const form = { references: [{ uri: 'file:///gone.png', use: 'asset' as const }] };
    assert.deepEqual(texts({ form }), ['gone.png: Cannot be shown']);
  });

  it('says what is wrong with the folder', () => {
    assert.deepEqual(texts({ folder: { uri: '', label: '../x', problem: 'outside' } }), ['outside']);
  });

  it('says that a JPEG has no transparent background', () => {
    const offers = (...offered: readonly string[]) => ({ offered, required: false, preset: '' });
    const background = offers('transparent', 'opaque');
    const providers = [
      provider('vendor', { model: { background, outputFormat: offers('png', 'jpeg', 'jpg') } }),
    ];
    const form = { background: 'transparent', outputFormat: 'jpg' };
    assert.deepEqual(texts({ providers, form }), [
      'A transparent background needs a file format with transparency, such as png or webp; jpg has none.',
    ]);
    assert.deepEqual(texts({ providers, form: { ...form, outputFormat: 'png' } }), []);
    assert.deepEqual(texts({ providers, form: { ...form, background: 'opaque' } }), []);
  });

  it('says that a mark is not taken, and a seed is too large', () => {
    const uri = reference('a.png').uri;
    const state = pageState({
      providers: [provider('vendor', { model: { seed: true } })],
      references: [reference('a.png')],
      form: { mask: 'a'.repeat(64), seed: '4294967296' },
    });
    assert.deepEqual(
      findProblems(state).map(({ field, uri: about }) => [field, about]),
      [
        ['references', uri],
        ['seed', undefined],
      ],
    );
  });

  it('names a reference marked as style where the model knows no style', () => {
    const uri = reference('a.png').uri;
    const problems = texts({
      providers: [provider('vendor', { model: { styleReferences: false } })],
      references: [reference('a.png')],
      form: { references: [{ uri, use: 'style' }] },
    });
    assert.deepEqual(problems, ['a.png is marked for style, which model does not know.']);
  });
});
