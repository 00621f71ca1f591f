import * as vscode from 'vscode';
import type { OutsideImage, Question } from '../../app/questions';
import { confirm } from '../platform/modal';
import { estimateText } from '../text/moneyText';
import { sanitize } from '../text/plainText';

const { t } = vscode.l10n;

interface Words {
  readonly question: string;
  readonly detail?: string;
  readonly action: string;
}

type WordsOf = {
  readonly [Kind in Question['kind']]: (question: Extract<Question, { kind: Kind }>) => Words;
};

/** Asks in a window of its own. */
export function confirmQuestion(asked: Question): Promise<boolean> {
  // The table fits each question to its words; TypeScript cannot see that a lookup by the same tag keeps the pair.
  const wordsFor = words[asked.kind] as (question: Question) => Words;
  const { question, ...rest } = wordsFor(asked);
  return confirm(question, rest);
}

const words: WordsOf = {
  price: ({ sum }) => ({
    question: t('Generate for {0}?', sanitize(estimateText(sum))),
    action: t('Generate'),
  }),
  unknownPrice: ({ models }) => ({
    question: t('The price of {0} is unknown. Generate all the same?', sanitize(models.join(', '))),
    detail: t(
      'Easel asks once in each window. It counts against easel.monthlyLimit only where the answer says what it cost.',
    ),
    action: t('Generate'),
  }),
  calls: ({ calls, prompts, sum }) => {
    const isFree = sum.amounts.length === 0 && sum.unknown === 0;
    return {
      question: isFree ? t('Make {0} calls?', calls) : t('Make {0} calls, each charged on its own?', calls),
      detail: [estimateText(sum), ...prompts.map((prompt) => sanitize(prompt, longestPrompt))].join('\n'),
      action: t('Generate'),
    };
  },
  outside: ({ images }) => ({
    question: t('Send an image from outside the workspace?'),
    detail: images.map(outsideText).join('\n'),
    action: t('Send It'),
  }),
  plainHttp: ({ provider, origin }) => ({
    question: t('Send the API key of {0} to {1} without encryption?', provider.label, origin),
    detail: t('Anyone on the way can read it. Easel asks once for each address.'),
    action: t('Send It'),
  }),
  otherOrigin: ({ provider, from, to }) => ({
    question: t('The API key of {0} was entered for {1}. Use it for {2}?', provider.label, from, to),
    detail: t('The address in the setting easel.providers has changed since.'),
    action: t('Use It There'),
  }),
  deletePending: ({ isPreview }) => ({
    question: isPreview ? t('Delete the draft?') : t('Delete the image that could not be saved?'),
    detail: isPreview
      ? t('It is all that came of an image that may have been paid.')
      : t('It was generated and paid, and is in no folder of yours yet.'),
    action: t('Delete Image'),
  }),
};

const longestPrompt = 80;

function outsideText({ link, target }: OutsideImage): string {
  return link === undefined
    ? t('{0} is outside the workspace.', sanitize(target, longestPath))
    : t('{0} is a link to {1}.', sanitize(link, longestPath), sanitize(target, longestPath));
}

/** Of a path, whose end says which file it is. */
const longestPath = 4096;
