/** Where a child ends itself by SIGKILL, for the tests that need a certain moment and not a random one. */
export const deathPoints = [
  'begun',
  'beforeCheckpoint',
  'checkpoint',
  'beforeClaim',
  'claimed',
  'linked',
] as const;

export type DeathPoint = (typeof deathPoints)[number];

export interface ChildOrders {
  readonly journal: string;
  readonly images: string;
  readonly keepIn: string;
  readonly url: string;
  readonly key: string;
  /** Left out, the child only resumes what others left. */
  readonly prompt?: string;
  readonly deathPoint?: DeathPoint;
  /** Leaves rows alone that other children work on, instead of waiting for them. */
  readonly among?: boolean;
}

/** What a child tells as it gets there. */
export const stages = ['ready', 'begun', 'waiting', 'queued', 'downloading', 'claimed', 'saved'] as const;

export type Stage = (typeof stages)[number];

export const workspaceFolder = 'file:///workspace';
