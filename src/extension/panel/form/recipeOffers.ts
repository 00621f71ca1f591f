import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { startOf } from '../../../shared/boundedText';
import type { GenerationParameters } from '../../../core/image/metadata/generationParameters';
import { readParameters } from '../../../core/image/metadata/readParameters';
import { readRecipe } from '../../../core/image/metadata/readRecipe';
import { sniffFormat } from '../../../core/image/sniff';
import { imagesOfRecipe, ownPrompt, type Recipe } from '../../../core/model/recipe';
import { largestImage } from '../../../shared/limits';
import { largestSeed, longestNegativePrompt } from '../../../shared/options';
import type { HostMessage } from '../../../protocol/hostMessages';
import type { RecallAction } from '../../../protocol/pageMessages';
import type { PanelForm, RecipeOffer } from '../../../protocol/views';
import { findInHistory } from '../../../app/history/history';
import { historyStore } from '../../../app/history/historyStore';
import { modelName } from '../../../shared/modelName';
import { modelOf } from '../../../app/providers/modelChoice';
import type { JobServices } from '../../ports/services';
import { isInWorkspace } from '../../../app/project/paths';
import { fileName } from '../../../app/project/uri';
import { workspacePath } from '../../platform/workspacePaths';
import { maskMissingText } from '../../text/maskText';
import { fillFromRecipe } from './recipeForm';

interface RecipeOffersOptions {
  readonly parts: JobServices;
  readonly post: (message: HostMessage) => void;
  readonly formInPage: () => PanelForm | undefined;
  readonly useRecipe: (recipe: Recipe) => Promise<void>;
}

/** A recipe of Easel's, or what another program says. Both may come from a stranger's file. */
type Offered = { readonly name: string } & (
  { readonly recipe: Recipe } | { readonly parameters: GenerationParameters }
);

/** Recipes that can be taken over into the form, by choice: those of the history, and those of images that are dropped. */
export class RecipeOffers {
  private offered: { readonly id: string; readonly recipe: Offered } | undefined;

  /** The id under which the page may send the next image that is dropped. */
  dropTicket = randomUUID();

  constructor(private readonly options: RecipeOffersOptions) {}

  /** @param id of an entry of the history, or of the recipe that was offered last */
  async recall(id: string, action: RecallAction): Promise<void> {
    const offered = this.offered?.id === id ? this.offered.recipe : await this.fromHistory(id);
    await (offered && this.actions[action](id, offered));
  }

  async dropImage({ ticket, name, bytes }: DroppedImage): Promise<void> {
    if (ticket === this.dropTicket) {
      await this.offer(name, bytes);
    }
  }

  /** One of the workspace only: the page has no business naming others. */
  async dropUri(uri: vscode.Uri | undefined): Promise<void> {
    if (!uri || !isInWorkspace(this.options.parts.files, uri.toString())) {
      this.tell(vscode.l10n.t('Drop an image of this workspace, or one from your file manager.'));
    } else if ((await vscode.workspace.fs.stat(uri)).size > largestImage) {
      this.tell(vscode.l10n.t('{0} is too large to look for a recipe in it.', fileName(uri.toString())));
    } else {
      await this.offer(workspacePath(uri), await vscode.workspace.fs.readFile(uri));
    }
  }

  private readonly actions: Readonly<Record<RecallAction, (id: string, offered: Offered) => unknown>> = {
    useRecipe: (_, offered) =>
      'recipe' in offered
        ? this.options.useRecipe(offered.recipe)
        : this.fill(this.formOf(offered.parameters)),
    usePromptOnly: (_, offered) => {
      this.fill({ prompt: 'recipe' in offered ? ownPrompt(offered.recipe) : offered.parameters.prompt });
    },
    showDifference: async (id, offered) => {
      const offer = { ...(await this.viewOf(id, offered)), showsDifference: true };
      this.options.post({ type: 'recipeOffer', offer });
    },
  };

  private async offer(name: string, bytes: Uint8Array): Promise<void> {
    const recipe = await this.recipeIn(name, bytes);
    if (recipe) {
      const id = randomUUID();
      this.offered = { id, recipe };
      this.options.post({ type: 'recipeOffer', offer: await this.viewOf(id, recipe) });
    }
    this.tell(recipe ? '' : vscode.l10n.t('{0} carries no recipe that Easel can read.', name));
  }

  private tell(note: string): void {
    this.dropTicket = randomUUID();
    this.options.post({ type: 'dropTaken', dropTicket: this.dropTicket, note });
  }

  private async recipeIn(name: string, bytes: Uint8Array): Promise<Offered | undefined> {
    const format = sniffFormat(bytes);
    if (!format) {
      return undefined;
    }
    const recipe = readRecipe(bytes, format) ?? (await findInHistory(this.options.parts, bytes))?.recipe;
    const parameters = recipe ? undefined : readParameters(bytes, format);
    return recipe ? { name, recipe } : parameters && { name, parameters };
  }

  private async fromHistory(id: string): Promise<Offered | undefined> {
    const entry = await historyStore(this.options.parts).readEntry(id);
    return entry && { name: workspacePath(entry.uri), recipe: entry.recipe };
  }

  private async viewOf(id: string, offered: Offered): Promise<RecipeOffer> {
    const { name } = offered;
    if (!('recipe' in offered)) {
      const { parameters } = offered;
      const nothing = { references: [], missing: [], isModelKnown: false, showsDifference: false };
      const form = this.formOf(parameters);
      const notes = notesOn(parameters, form);
      const { program: origin, model } = parameters;
      return { id, name, origin, model, form, notes, ...nothing };
    }
    const { recipe } = offered;
    const { form, missing, isMaskMissing } = await fillFromRecipe(recipe, this.options.parts);
    return {
      ...{ id, name, origin: '', form, missing },
      model: modelName(recipe.providerLabel, recipe.modelLabel ?? recipe.modelId),
      isModelKnown: form.modelId !== undefined,
      references: imagesOfRecipe(recipe).map(({ path }) => path),
      notes: isMaskMissing ? [maskMissingText()] : [],
      showsDifference: false,
    };
  }

  /** The prompt, and whatever else the model of the form has: negative prompt, seed, size, ratio. A foreign model is not chosen. */
  private formOf({ prompt, negativePrompt, size, seed }: GenerationParameters): Partial<PanelForm> {
    const form = this.options.formInPage();
    const capabilities = form && modelOf(this.options.parts.settings, form).model.capabilities;
    const offered = capabilities?.aspectRatio.offered;
    const aspectRatio = size && ratioOf(size);
    const pixels = size && `${size.width}x${size.height}`;
    const sizes = capabilities?.size.offered;
    const isSeedTaken = capabilities?.seed === true && seed !== undefined && seed <= largestSeed;
    const isNegativeTaken =
      capabilities?.negativePrompt === true && negativePrompt.length <= longestNegativePrompt;
    return {
      prompt,
      ...(isNegativeTaken && { negativePrompt }),
      ...(isSeedTaken && { seed: String(seed) }),
      ...(pixels !== undefined && (sizes === 'any' || sizes?.includes(pixels)) && { size: pixels }),
      ...(aspectRatio !== undefined &&
        Array.isArray(offered) &&
        offered.includes(aspectRatio) && { aspectRatio }),
    };
  }

  private fill(form: Partial<PanelForm>): void {
    this.options.post({ type: 'fillForm', form, references: [] });
  }
}

export interface DroppedImage {
  readonly ticket: string;
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Of each note: a stranger's text. */
const longestNote = 300;

function notesOn(
  { negativePrompt, settings, seed, size }: GenerationParameters,
  form: Partial<PanelForm>,
): readonly string[] {
  const named = new Map([
    ...(seed === undefined ? [] : [['Seed', String(seed)] as const]),
    ...(size === undefined ? [] : [['Size', `${size.width}x${size.height}`] as const]),
    ...settings,
  ]);
  const rest = Array.from(named, ([name, value]) => `${name}: ${value}`).join(' · ');
  return [
    ...(negativePrompt === '' || form.negativePrompt !== undefined
      ? []
      : [vscode.l10n.t('Negative prompt, not taken over: {0}', startOf(negativePrompt, longestNote))]),
    ...(rest === '' ? [] : [startOf(rest, longestNote)]),
  ];
}

function ratioOf({ width, height }: { readonly width: number; readonly height: number }): string {
  const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b));
  const common = divisor(width, height);
  return `${width / common}:${height / common}`;
}
