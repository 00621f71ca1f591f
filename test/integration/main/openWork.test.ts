import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { PaidCall } from '../../../src/core/journal/entryState';
import { recentHistory } from '../../../src/app/history/history';
import type { Job } from '../../../src/app/jobs/job';
import { saveAs } from '../../../src/app/recovery/pendingWork';
import { makePng, makeRecipe } from '../../unit/core/image/samples';
import { makeParts } from '../parts';
import { makeFolderOutside, workspaceRoot } from '../temporaryFolder';

describe('Saving an image that is in memory alone', () => {
  it('outside of the workspace keeps it in the history of the folder that it was made for', async () => {
    const [test, outside] = await Promise.all([makeParts(), makeFolderOutside()]);
    const target = vscode.Uri.joinPath(outside.uri, 'fox.png');
    const root = workspaceRoot().toString();
    const image = {
      bytes: await makePng(),
      format: 'png',
      recipe: makeRecipe(),
      position: 0,
      of: 1,
    } as const;
    const call = { workspaceFolder: root, folder: root, stem: 'fox' } as PaidCall;
    const { showSaveDialog } = vscode.window;
    Object.assign(vscode.window, { showSaveDialog: () => Promise.resolve(target) });
    try {
      await saveAs(test.parts, { id: 'job', open: [{ kind: 'inMemory', image, call }] } as unknown as Job);
      assert.ok(image.bytes.equals(await readFile(target.fsPath)));
      const history = await recentHistory(test.parts, 10);
      assert.deepEqual(
        history.map(({ uri, workspaceFolder }) => [uri, workspaceFolder]),
        [[target.toString(), root]],
      );
    } finally {
      Object.assign(vscode.window, { showSaveDialog });
      await outside.remove();
      await test.dispose();
    }
  });
});
