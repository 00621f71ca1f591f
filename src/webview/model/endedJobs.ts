import type { JobView } from '../../protocol/views';

/** The states that wait for the user. */
export const endedIcons: Readonly<Partial<Record<JobView['state'], string>>> = {
  failed: 'error',
  cancelled: 'circle-slash',
  interrupted: 'debug-disconnect',
  detached: 'cloud',
};

/** Ended without an image, and waiting for the user. */
export function isEnded({ state }: Pick<JobView, 'state'>): boolean {
  return endedIcons[state] !== undefined;
}
