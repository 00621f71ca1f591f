import type { Files } from '../ports';
import { prepareReference, type PreparedReference, type ReferenceOfForm } from './referenceFile';

/** Reads the references of one click. However many models and variations it has, each file is read and hashed once. */
export class ReferenceReader {
  private readonly read = new Map<string, Promise<PreparedReference>>();

  constructor(private readonly files: Files) {}

  /** @throws as `prepareReference`; an `AbortError` when the signal fired. */
  async prepare({ uri, use }: ReferenceOfForm, signal: AbortSignal): Promise<PreparedReference> {
    const known = this.read.get(uri) ?? prepareReference(this.files, { uri, use }, signal);
    this.read.set(uri, known);
    try {
      const prepared = await known;
      signal.throwIfAborted();
      return { ...prepared, use };
    } catch (error) {
      // Another one may have begun to read it anew.
      if (this.read.get(uri) === known) {
        this.read.delete(uri);
      }
      if (!signal.aborted && isAbort(error)) {
        // The job that began to read it was canceled, and this one goes on.
        return this.prepare({ uri, use }, signal);
      }
      throw error;
    }
  }
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}
