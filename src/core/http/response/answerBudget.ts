import { ResponseFault } from '../policy/responseFault';
import { defaultHttpLimits } from '../policy/limits';

/** An honest list of all models of a gateway has some tens of thousands. */
const mostValues = 1_000_000;
/** Words that come one by one are some thousands; each has a reader of its own, however short it is. */
const mostEvents = 50_000;
/** No answer holds more images than this. */
const mostFiles = 256;
/** Places in texts that look like the beginning of a `data:` URI. */
const mostPrefixes = 1024;

/**
 * What one answer may hold besides the bytes of its images. Its length alone bounds neither the memory nor the work
 * that is done for it: a stranger decides how many of each come.
 */
export class AnswerBudget {
  #values = mostValues;
  #events = mostEvents;
  #files = mostFiles;
  #prefixes = mostPrefixes;

  constructor(
    /** Left for all that is kept as text. */
    private textBytes: number,
    /** The longest file there can be. */
    readonly mostBytes = defaultHttpLimits.inflatedBytes,
  ) {}

  /** @throws AnswerFault `tooLarge`. */
  takeText(bytes: number): void {
    this.textBytes -= bytes;
    if (this.textBytes < 0) {
      throw new ResponseFault('tooLarge');
    }
  }

  /** For text that has become a file. */
  giveTextBack(bytes: number): void {
    this.textBytes += bytes;
  }

  /** @throws AnswerFault `tooLarge`. */
  takeValues(count: number): void {
    this.#values -= count;
    if (this.#values < 0) {
      throw new ResponseFault('tooLarge');
    }
  }

  /**
   * For one event of a stream.
   * @throws AnswerFault `tooLarge`.
   */
  takeEvent(): void {
    this.#events -= 1;
    if (this.#events < 0) {
      throw new ResponseFault('tooLarge');
    }
  }

  /** Whether base64 still becomes bytes; what comes after them stays text. */
  get hasFiles(): boolean {
    return this.#files > 0;
  }

  takeFile(): void {
    this.#files -= 1;
  }

  /** Whether one more place is looked at. */
  takePrefix(): boolean {
    this.#prefixes -= 1;
    return this.#prefixes >= 0 && this.hasFiles;
  }
}

/** For what may be read alone: a limit in bytes for all its text is a budget of its own. */
export function toBudget(budget: number | AnswerBudget): AnswerBudget {
  return typeof budget === 'number' ? new AnswerBudget(budget) : budget;
}
