import { t } from '@vscode/l10n';
import type { Size } from '../../model/frame';

export interface FitTarget extends Size {
  readonly id: string;
  readonly label: () => string;
}

const iconSides = [16, 32, 48, 64, 128, 180, 192, 256, 512] as const;

/** Sizes that images are often needed in. https://ogp.me, https://docs.github.com (customizing a repository's social preview) */
export const fitTargets: readonly FitTarget[] = [
  { id: 'openGraph', label: () => t('Open Graph'), width: 1200, height: 630 },
  { id: 'gitHub', label: () => t('GitHub social preview'), width: 1280, height: 640 },
  ...iconSides.map((side) => ({ id: `icon${side}`, label: () => t('Icon'), width: side, height: side })),
];

/** The target of that size, where it is one of the table. */
export function targetOf({ width, height }: Size): FitTarget | undefined {
  return fitTargets.find((target) => target.width === width && target.height === height);
}
