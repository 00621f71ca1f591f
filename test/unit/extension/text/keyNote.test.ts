import assert from 'node:assert/strict';
import ts from 'typescript';
import { gemini } from '../../../../src/core/providers/gemini';
import { openai } from '../../../../src/core/providers/openai';
import { readTypedKey } from '../../../../src/extension/text/keyNote';
import { nodesOf, readSources } from '../../architecture/sources';

const standardKey = ['AI', 'za', 'Sy', 'x'.repeat(33)].join('');
const authKey = ['AQ', `Ab8RN6${'x'.repeat(44)}`].join('.');

describe('A key that is typed', () => {
  it("has a note where it is one of Google's old kind, however it is pasted", () => {
    for (const text of [standardKey, ` ${standardKey}\n`, `GEMINI_API_KEY="${standardKey}"`]) {
      const { key, note, wrong } = readTypedKey(text, gemini);
      assert.deepEqual([key, wrong], [standardKey, undefined]);
      assert.match(typeof note === 'object' ? note.message : '', /begin with AIza.*begins with “AQ\.”/u);
    }
  });

  it('has none where it is of the new kind, or goes to somebody else', () => {
    assert.deepEqual(readTypedKey(authKey, gemini), { key: authKey });
    assert.deepEqual(readTypedKey(standardKey, openai), { key: standardKey });
  });

  it('is read by one function in every box', () => {
    const boxes = readSources('src/extension').filter(({ syntax }) =>
      nodesOf(syntax).some(
        (node) =>
          (ts.isPropertyAssignment(node) && node.getText() === 'password: true') ||
          (ts.isBinaryExpression(node) && node.getText().endsWith('.password = true')),
      ),
    );
    assert.equal(boxes.length, 2);
    for (const { file, syntax } of boxes) {
      const calls = nodesOf(syntax).filter(
        (node) => ts.isCallExpression(node) && node.expression.getText() === 'readTypedKey',
      );
      // When it is taken, and while it is typed.
      assert.ok(calls.length >= 2, file);
      assert.doesNotMatch(syntax.text, /\b(?:pastedKey|unsendableIn)\(/u, file);
    }
  });
});
