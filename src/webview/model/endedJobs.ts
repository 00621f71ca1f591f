import type { JobView } from '../../protocol/views';

/** The states that wait for the person. */
export const endedIcons: Readonly<Partial<Record<JobView['state'], string>>> = {
  failed: 'error',
  cancelled: 'circle-slash',
  interrupted: 'debug-disconnect',
  detached: 'cloud',
};

/** Ended without an image, and waiting for the person. */
export function isEnded({ state }: Pick<JobView, 'state'>): boolean {
  return endedIcons[state] !== undefined;
}
