import type { HostMessage } from '../../protocol/hostMessages';

/** What was said to a page that is not there, with one message more: of one job the last news say it all. */
export function withWaiting(waiting: readonly HostMessage[], message: HostMessage): readonly HostMessage[] {
  const rest =
    message.type === 'job'
      ? waiting.filter((other) => other.type !== 'job' || other.job.id !== message.job.id)
      : waiting;
  return [...rest, message];
}
