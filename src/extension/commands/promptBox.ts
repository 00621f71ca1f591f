import * as vscode from 'vscode';
import { openBox } from '../platform/quickInput';
import { estimate, sumOfEstimates, type Estimate } from '../../core/spending/money';
import { priceOf } from '../../core/spending/prices';
import type { PromptAddition } from '../../core/prompts/promptAddition';
import type { Model } from '../../core/model/provider';
import type { Target } from '../../app/form/generateForm';
import { modelName } from '../../shared/modelName';
import { currentModel, type Options } from '../../app/providers/modelChoice';
import { estimateText } from '../text/moneyText';
import { partialImagesFor } from '../../app/spending/partialImages';
import type { Services } from '../ports/services';
import { sanitize } from '../text/plainText';
import { additionNames } from '../text/additionNames';
import { parentUri } from '../../app/project/uri';
import { getDeprecationOfChoice, deprecationText } from '../text/deprecationText';
import { peekDefaultFolder } from '../../app/form/targetFolder';
import { workspacePath } from '../platform/workspacePaths';

const lastPromptName = 'easel.lastPrompt';

export interface PromptBox {
  readonly title: string;
  readonly target: Target;
  /** The options that will be sent, for the model that is chosen when the box is shown. */
  readonly optionsFor: (model: Model) => Options;
  /** What will be put around the prompt. */
  readonly additions: readonly PromptAddition[];
  /** What is asked; the default asks for a description of a new image. */
  readonly placeholder?: string;
  /** How many images go with it. */
  readonly references?: number;
  /** Start empty instead of with the prompt that was used last. */
  readonly value?: string;
}

/**
 * Asks for the prompt. The line below says which model draws and where the image goes; a button changes the model.
 * @returns `undefined` when the user pressed Escape.
 */
export async function askForPrompt(parts: Services, options: PromptBox): Promise<string | undefined> {
  for (let value = options.value ?? lastPrompt(parts); ;) {
    const answer = await showBox(parts, { ...options, value });
    if (answer.pressed === 'model') {
      value = answer.value;
      const { selectModel } = await import('./selectModel');
      await selectModel(parts);
    } else if (answer.pressed === 'prompts') {
      const { pickPrompt } = await import('../prompts/promptPicker');
      value = (await pickPrompt(parts)) ?? answer.value;
    } else {
      const prompt = answer.pressed === 'enter' ? answer.value.trim() : undefined;
      if (prompt !== undefined) {
        await parts.storage.workspace.update(lastPromptName, prompt);
      }
      return prompt;
    }
  }
}

interface Answer {
  readonly pressed: 'enter' | 'escape' | 'model' | 'prompts';
  readonly value: string;
}

async function showBox(parts: Services, options: PromptBox & { readonly value: string }): Promise<Answer> {
  const box = openBox();
  box.title = vscode.l10n.t('Easel: {0}', options.title);
  box.placeholder = options.placeholder ?? vscode.l10n.t('Describe the image');
  box.prompt = describeRun(parts, options);
  box.value = options.value;
  const choice = currentModel(parts);
  const retirement = getDeprecationOfChoice(parts, choice);
  if (retirement) {
    const severity = vscode.InputBoxValidationSeverity.Warning;
    // It takes the place of the line below the box, which says the price and the folder.
    const message = `${sanitize(deprecationText(choice, retirement))} ${box.prompt}`;
    box.validationMessage = { message, severity };
  }
  // Typed text must survive a look at the code.
  box.ignoreFocusOut = true;
  const prompts = { iconPath: new vscode.ThemeIcon('history'), tooltip: vscode.l10n.t('Prompts') };
  const model = { iconPath: new vscode.ThemeIcon('settings'), tooltip: vscode.l10n.t('Select Model') };
  box.buttons = [prompts, model];
  const pressed = await new Promise<Answer['pressed']>((resolve) => {
    box.onDidAccept(() => {
      if (box.value.trim() === '') {
        box.validationMessage = vscode.l10n.t('Say what the image should show.');
      } else {
        resolve('enter');
      }
    });
    box.onDidChangeValue(() => {
      box.validationMessage = undefined;
    });
    box.onDidTriggerButton((button) => resolve(button === prompts ? 'prompts' : 'model'));
    box.onDidHide(() => resolve('escape'));
    box.show();
  });
  const answer = { pressed, value: box.value };
  box.dispose();
  return answer;
}

/** That something is free needs no words here. */
function priceNote(price: Estimate): string {
  return price.kind === 'free' ? '' : estimateText(sumOfEstimates([price]));
}

function lastPrompt({ storage }: Services): string {
  const prompt = storage.workspace.get(lastPromptName);
  return typeof prompt === 'string' ? prompt : '';
}

function describeRun(parts: Services, { target, optionsFor, additions, references = 0 }: PromptBox): string {
  const choice = currentModel(parts);
  const { provider, model } = choice;
  const { aspectRatio, size, quality } = optionsFor(model);
  const partialImages = partialImagesFor(parts.settings, { quality, count: 1 }, choice);
  const price = estimate(priceOf(provider, model), { size, quality, references, count: 1, partialImages });
  const what = [modelName(provider.label, model.label), aspectRatio, size, priceNote(price)]
    .filter((text) => text !== '')
    .join(' · ');
  const folder = sanitize(folderLabel(parts, target));
  return additions.length === 0
    ? vscode.l10n.t('{0}. Saves in {1}', sanitize(what), folder)
    : vscode.l10n.t(
        '{0}. Saves in {1}. Adds {2} to the prompt',
        sanitize(what),
        folder,
        additionNames(additions),
      );
}

function folderLabel(parts: Services, target: Target): string {
  switch (target.kind) {
    case 'folder':
      return workspacePath(target.uri);
    case 'beside':
      return workspacePath(parentUri(target.original));
    case 'setting': {
      const folder = peekDefaultFolder(parts);
      return folder !== undefined ? workspacePath(folder) : vscode.l10n.t('a folder you choose');
    }
  }
}
