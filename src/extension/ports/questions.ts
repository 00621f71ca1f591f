import type { Questions } from '../../app/ports';
import type { Services } from './services';

/** Asks the user of this window. The words and their windows are loaded with the first question. */
export function openQuestions(services: () => Services): Questions {
  return {
    confirm: async (question) => (await import('./confirmQuestion')).confirmQuestion(question),
    askForKey: async (provider) => (await import('../keys/askForKey')).askForKey(services(), provider),
    askForStyleFile: async (file) => (await import('./askForStyleFile')).askForStyleFile(file),
    chooseFolder: async () => (await services().files.askForFolder())?.toString(),
    chooseFile: async (offer) => (await import('./chooseFile')).chooseFile(offer),
    tell: (notice) => {
      const show = async (): Promise<void> => (await import('./showNotice')).showNotice(notice);
      show().catch((error: unknown) => services().log.failure(error));
    },
  };
}
