/** Tells listeners of what happens. */
export class Emitter<T> {
  private readonly listeners = new Set<(value: T) => void>();

  /** Calls back from now on, until what it returns is disposed. */
  readonly event = (listener: (value: T) => void): Subscription => {
    const own = (value: T): void => listener(value);
    this.listeners.add(own);
    return { dispose: () => void this.listeners.delete(own) };
  };

  fire(value: T): void {
    for (const listener of Array.from(this.listeners)) {
      listener(value);
    }
  }

  dispose(): void {
    this.listeners.clear();
  }
}

export interface Subscription {
  dispose(): void;
}
