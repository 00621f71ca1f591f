import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { newForm, type FormWish } from '../../src/app/form/newForm';
import { generateImage } from '../../src/app/generate/generateImage';
import type { JobEnd, SavedImage } from '../../src/app/jobs/job';
import { Jobs } from '../../src/app/jobs/jobs';
import type { Files, Ports } from '../../src/app/ports';
import { fileUri, fsPathOf } from '../../src/app/project/uri';
import { Session } from '../../src/app/services';
import { createHttpClient } from '../../src/core/http/httpClient';

export interface Program extends Pick<Ports, 'clock' | 'log' | 'settings' | 'secrets'> {
  readonly project: string;
  readonly storage: string;
}

const nothing = (): void => undefined;

/** Generates images in a folder of the disk, as every way in does it. Nobody is there to be asked. */
export async function generate(program: Program, wish: FormWish): Promise<JobEnd<SavedImage> | undefined> {
  const { project, storage, ...given } = program;
  const http = createHttpClient();
  const no = (): Promise<never> => Promise.reject(new Error('Nobody is there to be asked.'));
  const asked = { confirm: no, askForKey: no, askForStyleFile: no, chooseFolder: no, chooseFile: no };
  const memory = { get: () => undefined, update: () => Promise.resolve() };
  const ports: Ports = {
    ...given,
    http,
    files: filesOf(fileUri(project)),
    storage: { folder: storage, global: memory, workspace: memory },
    questions: { ...asked, tell: nothing },
    events: { modelChanged: nothing, promptsChanged: nothing, additionsChanged: nothing },
  };
  const services = { ...ports, session: new Session(), jobs: new Jobs(ports.log, () => 3) };
  const end = await generateImage(newForm(services, wish), services);
  await http.close();
  return end;
}

function filesOf(uri: string): Files {
  const folder = { uri, name: path.basename(fsPathOf(uri)) };
  return {
    workspaceFolders: () => [folder],
    pickedFolders: () => [],
    folderOf: (file) => (file.startsWith(`${uri}/`) ? folder : undefined),
    displayPath: (file) => path.relative(fsPathOf(uri), fsPathOf(file)),
    inFront: () => [],
    isTrusted: () => true,
    stat: async (file) => {
      const facts = await stat(fsPathOf(file));
      return { isRegular: facts.isFile(), isFile: facts.isFile(), byteLength: facts.size };
    },
    read: (file) => readFile(fsPathOf(file)),
    write: (file, bytes) => writeFile(fsPathOf(file), bytes),
    delete: (file) => rm(fsPathOf(file)),
    createFolder: (file) => mkdir(fsPathOf(file), { recursive: true }).then(nothing),
    list: (file) => readdir(fsPathOf(file)),
    isWritable: () => true,
  };
}
