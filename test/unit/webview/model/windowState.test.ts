import assert from 'node:assert/strict';
import { savedStateOf, type SavedState } from '../../../../src/webview/model/savedState';
import { createStateStore } from '../../../../src/webview/model/windowState';
import { pageState } from '../fixtures';

/** What VS Code keeps for all windows on a folder. */
function sharedMemory() {
  let kept: SavedState | undefined;
  return { getState: () => kept, setState: (state: SavedState) => (kept = state) };
}

function sessionOfWindow() {
  const items = new Map<string, string>();
  return {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
  };
}

const stateWith = (prompt: string): SavedState => savedStateOf(pageState({ form: { prompt } }));

describe('What outlives a page in several windows', () => {
  it('is its own in each window, whichever has written last', () => {
    const api = sharedMemory();
    const [one, other] = [sessionOfWindow(), sessionOfWindow()].map((session) =>
      createStateStore({ api, session: () => session, key: 'folder' }),
    );
    one?.write(stateWith('a cat'));
    other?.write(stateWith('a dog'));
    assert.equal(one?.read()?.form?.prompt, 'a cat');
    assert.equal(other?.read()?.form?.prompt, 'a dog');
  });

  it('is what VS Code has in a new window, and in one that went on to another folder', () => {
    const api = sharedMemory();
    const storage = sessionOfWindow();
    const session = () => storage;
    createStateStore({ api, session, key: 'other folder' }).write(stateWith('a cat'));
    createStateStore({ api, session: sessionOfWindow, key: 'folder' }).write(stateWith('a dog'));
    assert.equal(createStateStore({ api, session, key: 'folder' }).read()?.form?.prompt, 'a dog');
    const fresh = createStateStore({ api, session: sessionOfWindow, key: 'folder' });
    assert.equal(fresh.read()?.form?.prompt, 'a dog');
  });

  it('is nothing in a panel that was closed and opened anew', () => {
    const storage = sessionOfWindow();
    const session = () => storage;
    createStateStore({ api: sharedMemory(), session, key: 'folder' }).write(stateWith('a cat'));
    assert.equal(createStateStore({ api: sharedMemory(), session, key: 'folder' }).read(), undefined);
  });

  it('is what VS Code has where the session cannot be read or written', () => {
    const api = sharedMemory();
    const refuse = (): never => {
      throw new Error('SecurityError');
    };
    const store = createStateStore({ api, session: refuse, key: 'folder' });
    store.write(stateWith('a cat'));
    assert.equal(store.read()?.form?.prompt, 'a cat');
  });
});
