import type { Missing } from './findMovedImages';

/** Looks for images that are not where they were, once each. One look at a time, which is for all that wait by then. */
export class MovedImageSearch {
  private readonly lookedFor = new Set<string>();
  private readonly waiting: Missing[] = [];
  private isLooking = false;

  constructor(private readonly look: (missing: readonly Missing[]) => Promise<void>) {}

  async lookFor(missing: readonly Missing[]): Promise<void> {
    const open = missing.filter(({ id }) => !this.lookedFor.has(id));
    open.forEach(({ id }) => this.lookedFor.add(id));
    this.waiting.push(...open);
    if (this.isLooking) {
      return;
    }
    this.isLooking = true;
    try {
      while (this.waiting.length > 0) {
        await this.look(this.waiting.splice(0));
      }
    } finally {
      this.isLooking = false;
    }
  }
}
