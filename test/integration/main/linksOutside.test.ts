import assert from 'node:assert/strict';
import { symlink, writeFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { Declined } from '../../../src/core/model/cancellation';
import { makePng } from '../../unit/core/image/samples';
import { editImage } from '../../../src/extension/commands/editImage';
import { useAsReference } from '../../../src/extension/commands/useAsReference';
import { answerWarnings, type AnsweredWarnings } from '../answerWarnings';
import { generateFor } from '../generating';
import { makeParts, type TestParts } from '../parts';
import { makeFolderInWorkspace, makeFolderOutside, type TemporaryFolder } from '../temporaryFolder';

describe('A reference that is a link', () => {
  let test: TestParts;
  let folder: TemporaryFolder;
  let outside: TemporaryFolder;
  let answered: AnsweredWarnings;

  beforeEach(async () => {
    test = await makeParts();
    folder = await makeFolderInWorkspace();
    outside = await makeFolderOutside();
    await writeFile(outside.at('private.png'), await makePng());
    await writeFile(folder.at('own.png'), await makePng());
    await symlink(outside.at('private.png'), folder.at('logo.png'));
    await symlink(folder.at('own.png'), folder.at('link.png'));
    await symlink(outside.fsPath, folder.at('assets'));
  });

  afterEach(async () => {
    answered.restore();
    await test.dispose();
    await folder.remove();
    await outside.remove();
  });

  const generate = (...segments: readonly string[]) =>
    generateFor(test.parts, {
      folder: folder.uri,
      references: [{ uri: vscode.Uri.joinPath(folder.uri, ...segments).toString(), use: 'asset' }],
    });

  for (const [title, segments] of [
    ['to an image outside the workspace', ['logo.png']],
    ['below a folder that is one', ['assets', 'private.png']],
  ] as const) {
    it(`${title} is not sent when the user says no`, async () => {
      answered = answerWarnings(undefined);
      const { saved, errors } = await generate(...segments);
      assert.deepEqual([saved.length, errors.length], [0, 1]);
      assert.ok(errors[0] instanceof Declined);
      assert.deepEqual(
        answered.questions.map(({ modal }) => modal),
        [true],
      );
    });

    it(`${title} is sent after one question`, async () => {
      answered = answerWarnings('Send It');
      assert.equal((await generate(...segments)).saved.length, 1);
      assert.equal((await generate(...segments)).saved.length, 1);
      assert.equal(answered.questions.length, 1);
    });
  }

  it('within the workspace is sent unasked', async () => {
    answered = answerWarnings(undefined);
    assert.equal((await generate('link.png')).saved.length, 1);
    assert.deepEqual(answered.questions, []);
  });

  for (const [name, run] of [
    ['Edit Image', editImage],
    ['Use as Image Reference', useAsReference],
  ] as const) {
    it(`an image outside that is given to ${name} goes no further when the user says no`, async () => {
      answered = answerWarnings(undefined);
      const [own, secret] = [
        vscode.Uri.file(folder.at('own.png')),
        vscode.Uri.file(outside.at('private.png')),
      ];
      await assert.rejects(run(test.parts, [own, [own, secret]]), Declined);
      assert.equal(answered.questions.length, 1);
      assert.ok(answered.questions[0]?.detail.includes(outside.at('private.png')));
    });
  }

  it('an image outside that was picked by its own name is sent unasked', async () => {
    answered = answerWarnings(undefined);
    const references = [
      { uri: vscode.Uri.file(outside.at('private.png')).toString(), use: 'asset' },
    ] as const;
    const { saved } = await generateFor(test.parts, { folder: folder.uri, references });
    assert.equal(saved.length, 1);
    assert.deepEqual(answered.questions, []);
  });
});
