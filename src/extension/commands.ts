import * as vscode from 'vscode';
import type { CommandServices } from './commands/panelPort';
import type { JobServices } from './ports/services';

type Command = (parts: CommandServices, ...args: readonly unknown[]) => unknown;

/** Every command by its id. A test compares this table with the manifest. */
export const commands: Readonly<Record<string, Command>> = {
  'easel.generateImage': async (parts) => (await import('./commands/generate')).generateFromPrompt(parts),
  'easel.generateFromSelection': async (parts) =>
    (await import('./commands/generate')).generateFromSelection(parts),
  'easel.generateImageHere': async (parts, clicked) =>
    (await import('./commands/generate')).generateHere(parts, clicked),
  'easel.editImage': async (parts, ...clicked) =>
    (await import('./commands/editImage')).editImage(parts, clicked),
  'easel.useAsReference': async (parts, ...clicked) =>
    (await import('./commands/useAsReference')).useAsReference(parts, clicked),
  'easel.openPanel': async (parts) => parts.panel.show(),
  'easel.showRecipe': async (parts, ...clicked) =>
    (await import('./commands/showRecipe')).showRecipe(parts, clicked),
  'easel.insertImageLink': async (parts, image) =>
    (await import('./commands/insertImageLink')).insertImageLink(parts, image),
  'easel.selectModel': async (parts) => (await import('./commands/selectModel')).selectModel(parts),
  'easel.addProvider': async (parts) => (await import('./commands/addProvider')).addProvider(parts),
  'easel.refreshModels': async (parts, providerId) =>
    (await import('./commands/refreshModels')).refreshModels(parts, providerId),
  'easel.setApiKey': async (parts, providerId) =>
    (await import('./commands/apiKeys')).setApiKey(parts, providerId),
  'easel.removeApiKey': async (parts) => (await import('./commands/apiKeys')).removeApiKey(parts),
  'easel.styleFile': async (parts) => (await import('./commands/styleFile')).showStyleFile(parts),
  'easel.exportHistory': async (parts) => (await import('./commands/history')).exportHistory(parts),
  'easel.clearHistory': async (parts) => (await import('./commands/history')).clearHistory(parts),
  'easel.showSpending': async (parts) => (await import('./commands/showSpending')).showSpending(parts),
  'easel.showLog': (parts) => parts.log.show(),
};

export function registerCommands(parts: CommandServices): vscode.Disposable {
  const registrations = Object.entries(commands).map(([id, command]) =>
    vscode.commands.registerCommand(id, async (...args: readonly unknown[]) => {
      try {
        return await command(parts, ...args);
      } catch (error) {
        await reportError(error, parts);
        return undefined;
      }
    }),
  );
  return vscode.Disposable.from(...registrations);
}

/** Loads what it needs with the first error. */
export async function reportError(error: unknown, parts: JobServices): Promise<void> {
  const { reportError: report } = await import('./jobs/jobActions');
  await report(error, parts);
}
