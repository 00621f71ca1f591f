import assert from 'node:assert/strict';
import { nodeErrorsIn } from '../../../../src/core/apis/comfyuiAnswers';

const answer = (body: unknown) => ({ status: 200, headers: {}, body });

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
