import type { SavedState } from './savedState';

interface StateStoreOptions {
  readonly api: {
    getState(): Partial<SavedState> | undefined;
    setState(state: SavedState): unknown;
  };
  /** The browser refuses even to name it where it may not be used. */
  readonly session: () => Pick<Storage, 'getItem' | 'setItem'>;
  /** Of the workspace: a window may go on to another one. */
  readonly key: string;
}

/**
 * What outlives the page. Windows on one folder share what VS Code keeps of it, where the last one to write wins, so each
 * keeps its own in the session of its window as well. Where VS Code has nothing, the panel is a new one.
 */
export function createStateStore({ api, session, key }: StateStoreOptions) {
  return {
    read(): Partial<SavedState> | undefined {
      const shared = api.getState();
      try {
        const own = session().getItem(key);
        return shared && own !== null ? (JSON.parse(own) as Partial<SavedState>) : shared;
      } catch {
        return shared;
      }
    },
    write(state: SavedState): void {
      api.setState(state);
      try {
        session().setItem(key, JSON.stringify(state));
      } catch {
        // It is full, or not to be had; VS Code has the state.
      }
    },
  };
}
