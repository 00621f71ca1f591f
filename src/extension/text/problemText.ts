import * as vscode from 'vscode';
import { optionTable, type OptionName } from '../../shared/optionTable';
import { formatFacts } from '../../shared/imageFormat';
import type { RequestProblem } from '../../shared/requestProblem';
import { maskTexts } from './maskText';
import { moneyText } from './moneyText';
import { sanitize } from './plainText';
import { rowText } from './settingProblem';
import { formatBytes } from './quantities';
import { workflowText } from './workflowText';

const { t } = vscode.l10n;

/**
 * Why a request was refused before anything was sent, and what to do about it.
 * The table fits each problem to its words; TypeScript cannot see that a lookup by the same tag keeps the pair.
 */
export function problemText(problem: RequestProblem): string {
  const says = problems[problem.problem] as (problem: RequestProblem) => string;
  return says(problem);
}

const problems: {
  readonly [P in RequestProblem['problem']]: (problem: Extract<RequestProblem, { problem: P }>) => string;
} = {
  emptyPrompt: () => t('The prompt is empty. Say what the image should show.'),
  promptTooLong: ({ length, limit }) =>
    t('The prompt has {0} characters; this model takes {1}. Shorten it.', length, limit),
  tooManyReferences: ({ count, limit }) =>
    limit === 0
      ? t('This model takes no references. Remove them or select another model.')
      : t(
          'There are {0} references; this model takes {1}. Remove some or select another model.',
          count,
          limit,
        ),
  referenceFormat: ({ file, format, accepted }) =>
    t(
      '{0} is {1}; this model takes {2}. Convert it first.',
      sanitize(file),
      labelOf(format),
      accepted.map(labelOf).join(', '),
    ),
  referencePixels: ({ file, width, height, limit }) =>
    t(
      '{0} has {1} × {2} pixels; this model takes {3} on the longer side. Scale it down, or add it in the panel, which does so.',
      sanitize(file),
      width,
      height,
      limit,
    ),
  referenceBytes: ({ file, byteLength, limit }) =>
    t(
      '{0} has {1}; this model takes {2} for a reference. Make it smaller, or add it in the panel, which does so.',
      sanitize(file),
      formatBytes(byteLength),
      formatBytes(limit),
    ),
  referenceNotConverted: ({ file }) =>
    t(
      '{0} is not in a form that this model takes. Remove it from the references in the panel and add it again: the panel converts it.',
      sanitize(file),
    ),
  styleReference: ({ file }) =>
    t('This model knows no style references. Use {0} as an ordinary reference.', sanitize(file)),
  optionNotOffered: ({ option, value, offered }) =>
    value === ''
      ? t('This model needs a value for {0}: {1}.', optionLabel(option), offered.join(', '))
      : t(
          'This model does not take {0} for {1}, but {2}.',
          sanitize(value),
          optionLabel(option),
          offered.join(', '),
        ),
  transparentFormat: ({ format }) =>
    t(
      'A transparent background needs a file format with transparency, such as png or webp; {0} has none.',
      sanitize(format),
    ),
  seedNotTaken: ({ seed }) => t('This model takes no seed, but {0} was given. Leave it empty.', seed),
  seedOutOfRange: ({ seed, limit }) =>
    t('The seed is a whole number from 0 to {1}, and not {0}.', seed, limit),
  negativePromptNotTaken: () => t('This model takes no negative prompt. Leave it empty.'),
  tooManyImages: ({ count, limit }) =>
    t('{0} images were asked for; this model makes {1} at a time.', count, limit),
  tooManyCalls: ({ limit }) =>
    t('This would be more than {0} calls. Choose fewer models, variations or images.', limit),
  requestTooLarge: ({ byteLength, limit }) =>
    t(
      'The request would have {0}; this provider takes {1}. Use fewer or smaller references.',
      formatBytes(byteLength),
      formatBytes(limit),
    ),
  unknownModel: ({ model, offered }) =>
    offered.length === 0
      ? t('The server has no model {0}.', sanitize(model))
      : t('The server has no model {0}, but {1}.', sanitize(model), sanitize(offered.join(', '))),
  ...maskTexts,
  workflow: workflowText,
  overLimit: ({ currency, spent, estimate, limit }) =>
    estimate === 0
      ? t(
          'Nothing was sent: you have spent {0} this month, and your limit is {1}. Raise easel.monthlyLimit in the settings to go on.',
          moneyText({ currency, amount: spent }),
          moneyText({ currency, amount: limit }),
        )
      : t(
          'Nothing was sent: you have spent {0} this month, this request may cost {1}, and your limit is {2}. Raise easel.monthlyLimit in the settings to go on.',
          moneyText({ currency, amount: spent }),
          moneyText({ currency, amount: estimate }),
          moneyText({ currency, amount: limit }),
        ),
  insecureAddress: ({ url }) =>
    t(
      '{0} has no encryption, so the API key is not sent there. Use https in the setting easel.providers.',
      sanitize(url),
    ),
  unencrypted: ({ host }) =>
    t(
      'Nothing was sent to {0}: its address uses http without encryption, and the setting easel.requireHttps allows only https. Change the address to https, or select another model.',
      sanitize(host),
    ),
  providerNotAllowed: ({ id, host }) =>
    t(
      'Nothing was sent to {1}: the setting easel.allowedProviders contains neither the ID "{0}" nor the host "{1}". Select another model, or add one of them to the setting.',
      sanitize(id),
      sanitize(host),
    ),
  metadataAddress: ({ host }) =>
    t(
      'Nothing was sent: {0} is where a cloud keeps the credentials of its machines. Correct the address in the setting easel.providers.',
      sanitize(host),
    ),
  brokenSetting: ({ row }) =>
    t(
      'The setting easel.providers cannot be read, so nothing was sent. Mend this row: {0}',
      sanitize(rowText(row)),
    ),
  noList: () => t('The setting easel.providers is no list, so nothing was changed. Open it, and correct it.'),
};

/** Within a sentence, in English in lower case. */
function optionLabel(option: OptionName): string {
  const label = t(optionTable[option].label);
  return label.charAt(0).toLowerCase() + label.slice(1);
}

function labelOf(format: string): string {
  const facts = new Map<string, { readonly label: string }>(Object.entries(formatFacts));
  return facts.get(format)?.label ?? format;
}
