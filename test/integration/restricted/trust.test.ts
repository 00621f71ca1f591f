import assert from 'node:assert/strict';
import * as vscode from 'vscode';

describe('Restricted Mode', () => {
  it('is on in this suite, and Easel activates all the same', async () => {
    assert.equal(vscode.workspace.isTrusted, false);
    const extension = vscode.extensions.getExtension('easel-tools.easel');
    assert.ok(extension, 'easel-tools.easel is not enabled');
    await extension.activate();
    assert.equal(extension.isActive, true);
  });
});
