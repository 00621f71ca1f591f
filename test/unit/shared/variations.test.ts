import assert from 'node:assert/strict';
import { expandVariations } from '../../../src/shared/variations';

const prompts = (template: string): readonly string[] | undefined =>
  expandVariations(template)?.map(({ prompt }) => prompt);

describe('Variations of a prompt', () => {
  for (const [what, template, expected] of [
    ['a prompt without braces is one', 'a cat', ['a cat']],
    ['an empty prompt is one', '', ['']],
    ['alternatives make one prompt each', '{a|b|c} cat', ['a cat', 'b cat', 'c cat']],
    ['two groups make the matrix', '{a|b} {x|y}', ['a x', 'a y', 'b x', 'b y']],
    ['an alternative may be empty', 'a{| red} cat', ['a cat', 'a red cat']],
    ['nested braces count in their alternative', '{a {x|y}|b}', ['a x', 'a y', 'b']],
    [
      'braces without a bar stay',
      '{"json": {"a": 1}} {b|c}',
      ['{"json": {"a": 1}} b', '{"json": {"a": 1}} c'],
    ],
    ['alternatives within braces without a bar count', '{ {a|b} }', ['{ a }', '{ b }']],
    ['an opening brace without a partner stays', 'a { b | c', ['a { b | c']],
    ['what follows a brace without a partner counts', 'a { b | {c|d}', ['a { b | c', 'a { b | d']],
    ['a closing brace without a partner stays', 'a } {b|c}', ['a } b', 'a } c']],
    ['a bar outside braces stays', 'a | b', ['a | b']],
    ['an escaped brace is a brace', '\\{a|b\\}', ['{a|b}']],
    ['an escaped bar is a bar', '{a\\|b|c}', ['a|b', 'c']],
    ['an escaped backslash is one, and the brace behind it counts', '\\\\{a|b}', ['\\a', '\\b']],
    ['any other backslash stays', 'C:\\temp {a|b}\\', ['C:\\temp a\\', 'C:\\temp b\\']],
    ['the same prompt is not made twice', '{a|b|a} {|}c', ['a c', 'b c']],
    ['prompts that come out the same are one', '{|a}{|a}', ['', 'a', 'aa']],
    ['lines and other scripts go through', 'ein\n{Fuchs|狐}', ['ein\nFuchs', 'ein\n狐']],
  ] as const) {
    it(what, () => assert.deepEqual(prompts(template), expected));
  }

  it('each says what was chosen', () => {
    assert.deepEqual(
      expandVariations('a { red |{dark|light} blue} {cat|}')?.map(({ label }) => label),
      ['red, cat', 'red', 'dark blue, cat', 'dark blue', 'light blue, cat', 'light blue'],
    );
  });

  it('sixteen are taken, and one more is too many', () => {
    assert.equal(prompts('{a|b}{a|b}{a|b}{a|b}')?.length, 16);
    assert.equal(prompts('{1|2|3|4|5|6|7|8|9|10|11|12|13|14|15|16|17}'), undefined);
    assert.equal(prompts('{a|b}{a|b}{a|b}{a|b}{a|b}'), undefined);
    assert.equal(prompts('{{a|b}{a|b}{a|b}|{c|d}{c|d}{c|d}|e}'), undefined);
  });

  it('braces more than ten levels deep are text', () => {
    const deep = (levels: number): string => '{a|'.repeat(levels) + 'b' + '}'.repeat(levels);
    assert.deepEqual(prompts(deep(10)), ['a', 'b']);
    assert.deepEqual(prompts(deep(11)), [deep(11)]);
  });

  it('a long row of braces is neither counted out nor overflows', () => {
    assert.equal(prompts('{a|b}'.repeat(30_000)), undefined);
    assert.deepEqual(prompts('{a|a}'.repeat(30_000)), ['a'.repeat(30_000)]);
    assert.deepEqual(prompts('{'.repeat(100_000)), ['{'.repeat(100_000)]);
    assert.deepEqual(prompts('{}'.repeat(50_000)), ['{}'.repeat(50_000)]);
  });
});
