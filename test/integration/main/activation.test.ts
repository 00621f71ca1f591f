import assert from 'node:assert/strict';
import * as vscode from 'vscode';

interface Manifest {
  readonly contributes: { readonly commands: readonly { readonly command: string }[] };
}

describe('Activation', () => {
  const easel = () => {
    const extension = vscode.extensions.getExtension('easel-tools.easel');
    assert.ok(extension, 'easel-tools.easel is not installed');
    return extension;
  };

  it('registers every command of the manifest, and no other', async () => {
    await easel().activate();
    const { contributes } = easel().packageJSON as Manifest;
    const declared = contributes.commands.map(({ command }) => command).sort();
    const registered = (await vscode.commands.getCommands(true))
      .filter((id) => id.startsWith('easel.'))
      .sort();
    assert.deepEqual(registered, declared);
  });
});
