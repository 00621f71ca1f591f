import * as vscode from 'vscode';
import { formatFacts } from '../core/image/format';
import type { Difference } from '../core/image/pixels';
import type { Progress } from '../core/provider';
import type { Job } from './jobs';
import { plain } from './plainText';

const { t } = vscode.l10n;

const steps: {
  readonly [Step in Progress['step']]: (progress: Extract<Progress, { step: Step }>) => string;
} = {
  preparing: () => t('Preparing…'),
  sending: () => t('Sending…'),
  retrying: ({ seconds }) => t('Sending again in {0}…', formatSeconds(seconds)),
  waiting: () => t('Waiting for the image…'),
  queued: () => t('The provider is working on it…'),
  downloading: () => t('Downloading…'),
};

/** What a running job is doing. */
export function describeStep({ progress }: Job): string {
  // The table fits each step to its words; TypeScript cannot see that a lookup by the same tag keeps the pair.
  const says = steps[progress.step] as (progress: Progress) => string;
  return says(progress);
}

/** The same, with the model that does it. */
export function describeProgress(job: Job): string {
  return `${plain(job.model)}: ${describeStep(job)}`;
}

/** Provider and model, since two providers may have a model of the same name. */
export function modelName(provider: string, model: string): string {
  return provider === model ? model : `${provider} · ${model}`;
}

/** Such as `40 s`, `5 min` or `3 h`, rounded up. */
export function formatSeconds(seconds: number): string {
  if (seconds <= 90) {
    return t('{0} s', Math.ceil(seconds));
  }
  return seconds <= 90 * 60 ? t('{0} min', Math.ceil(seconds / 60)) : t('{0} h', Math.ceil(seconds / 3600));
}

/** Requested and delivered, both. */
export function describeDifferences(differences: readonly Difference[]): string {
  return differences.map((difference) => differenceText(difference)).join(' ');
}

function differenceText(difference: Difference): string {
  switch (difference.what) {
    case 'aspectRatio':
      return t(
        'Requested the ratio {0}, got {1}.',
        plain(difference.requested),
        pixels(difference.delivered),
      );
    case 'size':
      return t('Requested {0}, got {1}.', plain(difference.requested), pixels(difference.delivered));
    case 'format':
      return t(
        'The provider announced {0}, the file is {1}.',
        plain(difference.requested),
        formatFacts[difference.delivered].label,
      );
  }
}

function pixels({ width, height }: { readonly width: number; readonly height: number }): string {
  return `${width} × ${height}`;
}

/** Such as `PNG · 512 × 512 · 34 KB`. */
export function describeImage({
  format,
  width,
  height,
  byteLength,
}: {
  readonly format: keyof typeof formatFacts;
  readonly width: number | undefined;
  readonly height: number | undefined;
  readonly byteLength: number;
}): string {
  const size = width && height ? [pixels({ width, height })] : [];
  return [formatFacts[format].label, ...size, formatBytes(byteLength)].join(' · ');
}

/** Such as `34 KB`, in units of 1024 bytes like VS Code's own. */
export function formatBytes(byteLength: number): string {
  if (byteLength < 1024) {
    return t('{0} bytes', byteLength);
  }
  const kilobytes = byteLength / 1024;
  return kilobytes < 1024 ? `${Math.round(kilobytes)} KB` : `${(kilobytes / 1024).toFixed(1)} MB`;
}
