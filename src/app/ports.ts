import type { HttpClient } from '../core/http/client';
import type { Clock } from '../core/model/clock';
import type { Provider } from '../core/model/provider';
import type { KeptPrompt } from '../core/prompts/promptHistory';
import type { Notice, Question, SaveOffer, StyleText } from './questions';

/**
 * How the use cases reach the world. VS Code, the command line, and a test each bring their own side. Everything that
 * passes here is plain data; files and folders are named by their URI.
 */
export interface Ports {
  readonly secrets: Secrets;
  readonly settings: Settings;
  readonly files: Files;
  readonly questions: Questions;
  readonly storage: Storage;
  readonly log: Log;
  readonly clock: Clock;
  readonly events: Events;
  readonly http: HttpClient;
}

/** Where API keys are kept. Each call may reject: a system's keyring can be missing or locked. */
export interface Secrets {
  get(name: string): PromiseLike<string | undefined>;
  store(name: string, value: string): PromiseLike<void>;
  delete(name: string): PromiseLike<void>;
  /** Names of all secrets, where the storage can list them. */
  keys?(): PromiseLike<readonly string[]>;
}

/** The settings `easel.*`, as they were written: whoever reads a value checks it. */
export interface Settings {
  /** @param scope URI of a file or folder, for settings that a workspace folder may change */
  get(name: string, scope?: string): unknown;
  /** The value of the user and the value of the workspace, each on its own. */
  inspect(name: string): { readonly user: unknown; readonly workspace: unknown };
}

export interface WorkspaceFolder {
  readonly uri: string;
  readonly name: string;
}

/** The workspace, and files that Node itself cannot reach. */
export interface Files {
  workspaceFolders(): readonly WorkspaceFolder[];
  /** Folders that serve as the project because no workspace folder is open. */
  pickedFolders(): readonly string[];
  /** The workspace folder that a file lies in. */
  folderOf(uri: string): WorkspaceFolder | undefined;
  /** The path as the user knows it: in the workspace, with the folder's name where there are several. */
  displayPath(uri: string): string;
  /** Whether files of the workspace may decide what Easel does. */
  isTrusted(): boolean;
  /** URIs of the document or image in front and of the last text editor, as far as there are any. */
  inFront(): readonly string[];
  /** @throws where there is nothing. */
  stat(uri: string): PromiseLike<FileFacts>;
  read(uri: string): PromiseLike<Uint8Array>;
  /** Writes a file, also over one. */
  write(uri: string, bytes: Uint8Array): PromiseLike<void>;
  delete(uri: string): PromiseLike<void>;
  createFolder(uri: string): PromiseLike<void>;
  /** Names of what lies in a folder. */
  list(uri: string): PromiseLike<readonly string[]>;
  /** Whether files of this kind of URI can be written; `undefined` where nobody knows. */
  isWritable(uri: string): boolean | undefined;
}

export interface FileFacts {
  /** A file itself, and no link to one. */
  readonly isRegular: boolean;
  /** A file, or a link to one. */
  readonly isFile: boolean;
  readonly byteLength: number;
}

/** Whoever can be asked. Where nobody is there, each answer is no, and nothing is spent. */
export interface Questions {
  confirm(question: Question): Promise<boolean>;
  /**
   * A key for the provider, stored by then.
   * @throws Declined where there is none.
   */
  askForKey(provider: Provider): Promise<string>;
  /**
   * Whether the text of a style file may be added to prompts, all of which is shown.
   * @throws Declined where the question was closed.
   */
  askForStyleFile(file: StyleText): Promise<'used' | 'left'>;
  /** URI of the folder to save in where no folder is open; `undefined` where none was chosen. */
  chooseFolder(): Promise<string | undefined>;
  /** URI to save an image at, over a file that is there as well; `undefined` where none was chosen. */
  chooseFile(offer: SaveOffer): Promise<string | undefined>;
  /** Says something that needs no answer. */
  tell(notice: Notice): void;
}

/** What Easel remembers between runs. */
export interface Storage {
  /** Absolute path of the folder for journal, history, spending, and what is kept. All windows share it. */
  readonly folder: string;
  readonly global: Memory;
  readonly workspace: Memory;
}

export interface Memory {
  get(name: string): unknown;
  update(name: string, value: unknown): PromiseLike<void>;
}

/** A log for people. Texts may be a stranger's, so whoever writes them keeps each to its line. */
export interface Log {
  debug(line: string): void;
  info(line: string): void;
  warn(line: string): void;
  /** Everything that is known of an error. */
  failure(error: unknown): void;
}

/** Told of changes that others may show. */
export interface Events {
  modelChanged(): void;
  promptsChanged(prompts: readonly KeptPrompt[]): void;
  additionsChanged(): void;
}
