import assert from 'node:assert/strict';
import https from 'node:https';

describe('Network of the extension host', () => {
  it("replaces Node's own request by VS Code's, on which the second route relies", () => {
    const { __vscodeOriginal: original } = https as { readonly __vscodeOriginal?: typeof https };
    assert.ok(original, 'VS Code has replaced nothing');
    assert.notEqual(https.request, original.request);
  });
});
