import type { Progress } from '../apis/common/api';

/**
 * What a job says whose calls run side by side: as soon as one of them tells how far it is, how far all are together.
 * One after the other they would make the job jump to and fro.
 */
export class JointProgress {
  /** Of each call, as far as it has told. */
  private readonly percents: (number | undefined)[] = [];
  private isKnown = false;

  /**
   * One call more.
   * @returns what the job says when this call has something to say
   */
  addCall(): (progress: Progress) => Progress {
    const call = this.percents.push(undefined) - 1;
    return (progress) => {
      this.isKnown ||= progress.step === 'progressing';
      this.percents[call] = percentOf(progress) ?? this.percents[call];
      return this.isKnown && this.percents.length > 1
        ? { step: 'progressing', percent: this.percent() }
        : progress;
    };
  }

  private percent(): number {
    const sum = this.percents.reduce<number>((total, percent = 0) => total + percent, 0);
    return Math.max(1, Math.round(sum / this.percents.length));
  }
}

function percentOf(progress: Progress): number | undefined {
  switch (progress.step) {
    case 'progressing':
      return progress.percent;
    case 'downloading':
      return 100;
    default:
      return undefined;
  }
}
