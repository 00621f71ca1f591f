import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { HistoryEvent } from '../../../src/core/history/historyLine';
import { chunk } from '../../../src/core/image/pngWriter';
import { sha256Of } from '../../../src/core/util/sha256';
import { findMovedImages } from '../../../src/extension/history/findMovedImages';
import { appendHistory, findInHistory, recentHistory } from '../../../src/app/history/history';
import { clearHistory } from '../../../src/extension/commands/history';
import { markPrompt, readPrompts, rememberPrompt } from '../../../src/app/prompts/promptHistory';
import { workspacePath } from '../../../src/extension/platform/workspacePaths';
import { jobFacts } from '../../../src/app/generate/generateImage';
import type { JobCall } from '../../../src/app/jobs/job';
import { noteRenames } from '../../../src/extension/history/followRenames';
import { historyStore } from '../../../src/app/history/historyStore';
import { openFolders } from '../../../src/app/project/openFolders';
import { HistoryStore } from '../../../src/core/history/historyStore';
import { deleteImage } from '../../../src/extension/history/deleteImage';
import { historyActions } from '../../../src/extension/panel/gallery/historyActions';
import { everything, PanelHistory } from '../../../src/extension/panel/gallery/panelHistory';
import { freshForm } from '../../../src/extension/panel/form/views';
import { RecipeOffers } from '../../../src/extension/panel/form/recipeOffers';
import type { HostMessage } from '../../../src/protocol/hostMessages';
import type { HistoryView, PanelForm, ResultView } from '../../../src/protocol/views';
import { entry } from '../../unit/core/history/entries';
import { makePng } from '../../unit/core/image/samples';
import { answerInformation } from '../answerInformation';
import { answerWarnings } from '../answerWarnings';
import { formFor } from '../generating';
import { MemoryFileSystem } from '../memoryFileSystem';
import { makeParts, type TestParts } from '../parts';
import { makeFolderInWorkspace, makeFolderOutside, type TemporaryFolder } from '../temporaryFolder';

/** A server has no trash. */
const isDesktop = vscode.env.uiKind === vscode.UIKind.Desktop && vscode.env.remoteName === undefined;
const webview = { asWebviewUri: (uri: vscode.Uri) => uri } as vscode.Webview;

describe('The history of a workspace', () => {
  let test: TestParts;
  let folder: TemporaryFolder;
  let messages: HostMessage[];
  let heard: (() => void) | undefined;
  let history: PanelHistory;

  beforeEach(async () => {
    test = await makeParts();
    folder = await makeFolderInWorkspace();
    messages = [];
    history = new PanelHistory({ parts: test.parts, webview, post });
  });

  afterEach(async () => {
    history.dispose();
    await folder.remove();
    await test.dispose();
  });

  function post(message: HostMessage): void {
    messages.push(message);
    heard?.();
  }

  /** The first message for which the condition holds, from now on. */
  function heardOf<Found>(find: (message: HostMessage) => Found | undefined): Promise<Found> {
    messages.length = 0;
    return new Promise((resolve) => {
      heard = () => {
        const found = messages.map(find).find((each) => each !== undefined);
        if (found !== undefined) {
          resolve(found);
        }
      };
    });
  }

  const completeList = (): Promise<HistoryView> =>
    heardOf((message) =>
      message.type === 'history' && message.history.isComplete ? message.history : undefined,
    );

  const at = (name: string): vscode.Uri => vscode.Uri.joinPath(folder.uri, name);

  /** Saves an image and puts it into the history. */
  async function remember(number: number, name = `${number}.png`): Promise<vscode.Uri> {
    // No other test has made the same file, which may still lie in the workspace.
    const bytes = Buffer.concat([await makePng(), Buffer.from(at(name).toString())]);
    await vscode.workspace.fs.writeFile(at(name), bytes);
    const workspaceFolder = vscode.workspace.getWorkspaceFolder(folder.uri)!.uri.toString();
    const facts = { sha256: await sha256Of(bytes), byteLength: bytes.byteLength };
    await appendHistory(test.parts, entry(number, { ...facts, workspaceFolder, uri: at(name).toString() }));
    return at(name);
  }

  const uris = async (): Promise<readonly string[]> =>
    (await recentHistory(test.parts, 99)).map(({ uri }) => uri);

  it('follows files and folders that are renamed', async () => {
    await remember(1, 'a/1.png');
    await remember(2, 'a/b/2.png');
    await remember(3);
    await noteRenames(test.parts, [
      { oldUri: at('a'), newUri: at('z') },
      { oldUri: at('3.png'), newUri: at('three.png') },
    ]);
    assert.deepEqual(
      await uris(),
      ['three.png', 'z/b/2.png', 'z/1.png'].map((name) => at(name).toString()),
    );
  });

  it('is read for images and folders that are renamed, and for no other file', async () => {
    await remember(1, 'a/1.png');
    await vscode.workspace.fs.writeFile(at('notes.txt'), Buffer.from('notes'));
    await vscode.workspace.fs.createDirectory(at('z.old'));
    const store = historyStore(test.parts);
    await noteRenames(test.parts, [{ oldUri: at('notes.md'), newUri: at('notes.txt') }]);
    assert.equal(store.index.bytesRead, 0);
    await noteRenames(test.parts, [
      { oldUri: at('notes.md'), newUri: at('notes.txt') },
      { oldUri: at('a'), newUri: at('z.old') },
    ]);
    assert.deepEqual(await uris(), [at('z.old/1.png').toString()]);
  });

  it('finds an image again that was moved elsewhere, by its bytes', async () => {
    const before = await remember(1);
    await remember(2);
    await vscode.workspace.fs.rename(before, at('elsewhere/moved.png'));
    const found = completeList();
    const { results } = await history.start();
    assert.deepEqual(
      results.map(({ isMissing }) => isMissing),
      [false, true],
    );
    await found;
    assert.deepEqual((await uris()).at(-1), at('elsewhere/moved.png').toString());
  });

  it('looks for moved images only when the page has its first screen', async () => {
    await vscode.workspace.fs.delete(await remember(1));
    const { findFiles } = vscode.workspace;
    let looks = 0;
    const looked = new Promise<void>((resolve) => {
      const look = (): Promise<readonly vscode.Uri[]> => {
        looks++;
        resolve();
        return Promise.resolve([]);
      };
      Object.assign(vscode.workspace, { findFiles: look });
    });
    try {
      let show: (() => void) | undefined;
      const { results } = await history.start(everything, new Promise((resolve) => (show = resolve)));
      assert.deepEqual([results[0]?.isMissing, looks], [true, 0]);
      show?.();
      await looked;
    } finally {
      Object.assign(vscode.workspace, { findFiles });
    }
  });

  it('finds a moved image also where a file before it cannot be read', async () => {
    const image = await remember(1);
    const { size } = await vscode.workspace.fs.stat(image);
    const broken = new MemoryFileSystem();
    await broken.writeFile(vscode.Uri.parse('broken:/1.png'), new Uint8Array(size));
    broken.readFile = () => Promise.reject(new Error('The disk has a bad sector.'));
    const registered = vscode.workspace.registerFileSystemProvider('broken', broken);
    const { findFiles } = vscode.workspace;
    const files = [vscode.Uri.parse('broken:/1.png'), image];
    Object.assign(vscode.workspace, { findFiles: () => Promise.resolve(files) });
    try {
      const [row] = await historyStore(test.parts).entriesOf(image.toString());
      const lost = (await historyStore(test.parts).readEntry(row!.id))!;
      const found = await findMovedImages([{ id: row!.id, entry: lost }], () => false);
      assert.deepEqual(found, [{ id: row!.id, uri: image.toString() }]);
    } finally {
      Object.assign(vscode.workspace, { findFiles });
      registered.dispose();
    }
  });

  it('shows what another window appends', async () => {
    await remember(1);
    await history.start();
    const told = heardOf((message) =>
      message.type === 'history' && message.history.total === 2 ? message.history : undefined,
    );
    await remember(2);
    assert.deepEqual((await told).added, [workspacePath(at('2.png'))]);
  });

  it('takes a thumbnail under the id that it gave, once, and shows it when the file is gone', async () => {
    const image = await remember(1);
    const [result] = (await history.start()).results;
    assert.notEqual(result?.thumbnailTicket, '');
    const webp = await smallWebp();
    await history.keepThumbnail('an id of the page', webp);
    assert.deepEqual(messages, []);
    await history.keepThumbnail(result!.thumbnailTicket, webp);
    await history.keepThumbnail(result!.thumbnailTicket, webp);
    assert.equal(messages.length, 1);
    await vscode.workspace.fs.delete(image);
    const [gone] = (await history.start()).results;
    assert.ok(gone?.isMissing);
    assert.match(gone.source, /thumbnails\/[0-9a-f]{64}\.webp$/);
    assert.equal(gone.thumbnailTicket, '');
  });

  it('wants no thumbnail of an image that has taken the place of another', async () => {
    const image = await remember(1);
    await vscode.workspace.fs.writeFile(image, Buffer.concat([await makePng(), Buffer.from('another')]));
    const [result] = (await history.start()).results;
    assert.deepEqual([result?.thumbnailTicket, result?.isMissing], ['', false]);
  });

  it('answers for the list that it told of last, and for no older one', async () => {
    await remember(1);
    await remember(2);
    const { history: first } = await history.start();
    const changed = completeList();
    await history.setQuery({ ...everything, text: 'NUMBER 1,' });
    const { version, total } = await changed;
    assert.deepEqual([total, version === first.version], [1, false]);
    const answered = heardOf((message) => (message.type === 'historyRows' ? message : undefined));
    await history.sendRange({ version: first.version, from: 0, count: 2 });
    await history.sendRange({ version, from: 0, count: 2 });
    const { rows } = await answered;
    assert.deepEqual(
      rows.map(({ prompt }) => prompt),
      ['Image number 1, a lighthouse'],
    );
    assert.equal(messages.length, 1);
  });

  it('is narrowed from the start to what the page was narrowed to before it was hidden', async () => {
    await remember(1);
    await remember(2);
    const query = { ...everything, text: 'NUMBER 1,' };
    const searched = completeList();
    const started = await history.start(query);
    assert.deepEqual([started.query, started.results, started.history.isComplete], [query, [], false]);
    const { version, total } = await searched;
    assert.deepEqual([version, total], [started.history.version, 1]);
    assert.deepEqual((await history.start()).query, everything);
  });

  it('tells of the images of a group whatever the list is narrowed to, and when one is gone', async () => {
    const [alone, image] = [await remember(1), await remember(2)];
    const group = { id: 'group', title: 'Cats', slot: 0, label: 'Placeholder' };
    for (const [id, uri] of [
      ['alone', alone],
      ['member', image],
    ] as const) {
      const form = formFor({ folder: folder.uri });
      const facts = jobFacts(form, test.parts, { id, ...(id === 'member' && { group }) });
      const run = (job: JobCall) => {
        job.saved(uri.toString());
        return Promise.resolve({ saved: [uri], errors: [], open: [] });
      };
      await test.parts.jobs.run({ ...facts, run });
    }
    const { groupImages } = await history.start();
    assert.deepEqual(Object.keys(groupImages), [image.toString()]);
    assert.equal(groupImages[image.toString()]?.name, workspacePath(image));
    const narrowed = completeList();
    await history.setQuery({ ...everything, text: 'no such prompt' });
    assert.equal((await narrowed).total, 0);
    await vscode.workspace.fs.delete(image);
    const told = heardOf((message) => (message.type === 'groupImages' ? message.images : undefined));
    await history.refresh();
    assert.equal((await told)[image.toString()]?.isMissing, true);
  });

  it('hears of what another window appends, and names it', async () => {
    await remember(1);
    await history.start();
    await remember(2);
    const told = completeList();
    await history.refresh();
    assert.deepEqual((await told).added, [workspacePath(at('2.png'))]);
  });

  it('names the first image of all, and the first after the history was cleared', async () => {
    await history.start();
    const nameNext = async (number: number): Promise<readonly string[]> => {
      await remember(number);
      const told = completeList();
      await history.refresh();
      return (await told).added;
    };
    assert.deepEqual(await nameNext(1), [workspacePath(at('1.png'))]);
    const emptied = completeList();
    await historyStore(test.parts).clear();
    assert.deepEqual((await emptied).added, []);
    assert.deepEqual(await nameNext(2), [workspacePath(at('2.png'))]);
  });

  it('keeps favourites and forgets entries, also in the next window', async () => {
    await remember(1);
    await remember(2);
    const { results } = await history.start();
    const [second, first] = results as readonly [ResultView, ResultView];
    await historyActions.star(first.id, test.parts);
    await historyStore(test.parts).mark([{ event: 'removed', id: second.id, removed: true }]);
    history.dispose();
    test = await test.reopen();
    history = new PanelHistory({ parts: test.parts, webview, post });
    const again = await history.start();
    assert.deepEqual(
      again.results.map(({ id, isFavourite }) => [id, isFavourite]),
      [[first.id, true]],
    );
  });

  it('holds nothing of an entry any more once it was removed and the next window has tidied up', async () => {
    const image = await remember(1);
    await remember(2);
    const bytes = await vscode.workspace.fs.readFile(image);
    await historyStore(test.parts).mark(
      (await historyStore(test.parts).entriesOf(image.toString())).map(({ id }) => ({
        event: 'removed',
        id,
        removed: true,
      })),
    );
    assert.equal(await findInHistory(test.parts, bytes), undefined);
    history.dispose();
    test = await test.reopen();
    await historyStore(test.parts).readAll();
    await historyStore(test.parts).tidy();
    const file = vscode.Uri.joinPath(test.parts.context.globalStorageUri, 'history.jsonl').fsPath;
    const text = await readFile(file, 'utf8');
    assert.ok(!text.includes('number 1,') && text.includes('number 2,'));
  });

  describe('that loses an entry', () => {
    const { showErrorMessage } = vscode.window;

    afterEach(() => Object.assign(vscode.window, { showErrorMessage }));

    it('has it again after Undo, also where another window was opened meanwhile', async () => {
      const image = await remember(1);
      const [row] = await historyStore(test.parts).entriesOf(image.toString());
      const other = new HistoryStore(test.parts.storage.folder, () => openFolders(test.parts.files));
      let press: (button: string) => void = () => undefined;
      const { showInformationMessage } = vscode.window;
      const ask = (): Promise<string> => new Promise((resolve) => (press = resolve));
      Object.assign(vscode.window, { showInformationMessage: ask });
      try {
        await historyActions.remove(row!.id, test.parts);
      } finally {
        Object.assign(vscode.window, { showInformationMessage });
      }
      assert.deepEqual(await other.readAll(), []);
      await other.tidy();
      const told = completeList();
      press('Undo');
      assert.equal((await told).total, 1);
      assert.deepEqual(await uris(), [image.toString()]);
      const bytes = await vscode.workspace.fs.readFile(image);
      const found = await findInHistory(test.parts, bytes);
      assert.equal(found?.uri, image.toString());
    });

    it('says that the file stays only where there is one', async () => {
      const [there, gone] = [await remember(1), await remember(2)];
      await vscode.workspace.fs.delete(gone);
      const store = historyStore(test.parts);
      const information = answerInformation(undefined);
      try {
        for (const image of [there, gone]) {
          const [row] = await store.entriesOf(image.toString());
          await historyActions.remove(row!.id, test.parts);
        }
      } finally {
        information.restore();
      }
      assert.deepEqual(information.messages, [
        `${workspacePath(there)} was removed from the history. The file stays.`,
        `${workspacePath(gone)} was removed from the history.`,
      ]);
    });

    it('says so where Undo fails', async () => {
      const image = await remember(1);
      const store = historyStore(test.parts);
      const [row] = await store.entriesOf(image.toString());
      const said = new Promise<string>((resolve) => {
        Object.assign(vscode.window, {
          showErrorMessage: (message: string) => {
            resolve(message);
            return Promise.resolve();
          },
        });
      });
      const { mark } = store;
      const isUndo = (event: HistoryEvent | undefined) => event?.event === 'removed' && !event.removed;
      store.mark = (events) =>
        isUndo(events[0]) ? Promise.reject(new Error('The disk is full.')) : mark.call(store, events);
      const information = answerInformation('Undo');
      try {
        await historyActions.remove(row!.id, test.parts);
        assert.match(await said, /The disk is full/);
      } finally {
        information.restore();
      }
    });
  });

  it('is cleared for this workspace, and not for another', async () => {
    await remember(1);
    const storage = test.parts.context.globalStorageUri;
    await appendHistory(test.parts, entry(2, { workspaceFolder: 'file:///another' }));
    assert.equal(await historyStore(test.parts).clear(), true);
    assert.deepEqual(await uris(), []);
    const text = await readFile(vscode.Uri.joinPath(storage, 'history.jsonl').fsPath, 'utf8');
    assert.ok(text.includes('number 2,'));
  });

  it('is cleared together with its prompts, and also where these are all there is; favourites stay', async () => {
    const prompts = async () => (await readPrompts(test.parts)).map(({ text }) => text);
    const clear = async (answer: string | undefined): Promise<readonly string[]> => {
      const warnings = answerWarnings(answer);
      try {
        await clearHistory(test.parts);
        return warnings.questions.map(({ message }) => message);
      } finally {
        warnings.restore();
      }
    };
    await remember(1);
    await rememberPrompt(test.parts, 'a fox');
    await markPrompt(test.parts, 'a bear', true);
    assert.equal((await clear(undefined)).length, 1);
    assert.deepEqual(
      [await prompts(), (await uris()).length],
      [['a bear', 'a fox', entry(1).recipe.prompt], 1],
    );
    await clear('Clear History');
    assert.deepEqual([await prompts(), await uris()], [['a bear'], []]);
    await rememberPrompt(test.parts, 'a wolf');
    await clear('Clear History');
    assert.deepEqual(await prompts(), ['a bear']);
    const information = answerInformation(undefined);
    try {
      assert.deepEqual(await clear('Clear History'), []);
      assert.deepEqual(information.messages, ['The history of this workspace is empty.']);
    } finally {
      information.restore();
    }
  });

  it('loses an image and its entry with one question', async () => {
    const image = await remember(1);
    const warnings = answerWarnings(undefined);
    try {
      await deleteImage(image, test.parts);
      assert.equal(warnings.questions.length, 1);
      assert.equal((await uris()).length, 1, 'nothing happens without a yes');
    } finally {
      warnings.restore();
    }
    const yes = answerWarnings(isDesktop ? 'Move to Trash' : 'Delete Permanently');
    try {
      await deleteImage(image, test.parts);
      assert.equal(yes.questions.length, 1);
    } finally {
      yes.restore();
    }
    assert.deepEqual(await uris(), []);
    await assert.rejects(async () => vscode.workspace.fs.stat(image));
  });

  it('keeps the entries of a file that has gone already, about which nobody is asked', async () => {
    const image = await remember(1);
    await vscode.workspace.fs.delete(image);
    const warnings = answerWarnings(undefined);
    try {
      assert.equal(await deleteImage(image, test.parts), true);
      assert.equal(warnings.questions.length, 0);
    } finally {
      warnings.restore();
    }
    assert.deepEqual(await uris(), [image.toString()]);
  });

  describe('and recipes of files', () => {
    let formInPage: PanelForm | undefined;
    const offers = (): RecipeOffers =>
      new RecipeOffers({
        ...{ parts: test.parts, post },
        formInPage: () => formInPage,
        useRecipe: () => assert.fail('no recipe of Easel'),
      });

    beforeEach(() => {
      formInPage = undefined;
    });

    const parameters = 'a fox in oil\nNegative prompt: blurry\nSteps: 20, Size: 64x64, Model: dream';

    const dropImageOfAnother = async () => {
      const png = await makePng();
      const data = Buffer.from(`parameters\0${parameters}`, 'latin1');
      const file = Buffer.concat([png.subarray(0, 33), chunk('tEXt', data), png.subarray(33)]);
      const recipes = offers();
      await recipes.dropImage({ ticket: recipes.dropTicket, name: 'fox.png', bytes: file });
      const [offered] = messages;
      assert.ok(offered?.type === 'recipeOffer');
      return { recipes, offer: offered.offer };
    };

    it('of another program fill in the prompt, and name what cannot be used', async () => {
      const { recipes, offer } = await dropImageOfAnother();
      assert.deepEqual([offer.origin, offer.form], ['A1111', { prompt: 'a fox in oil' }]);
      assert.match(offer.notes.join('\n'), /blurry[\s\S]*Model: dream/);
      await recipes.recall(offer.id, 'useRecipe');
      assert.deepEqual(messages.at(-1), {
        type: 'fillForm',
        form: { prompt: 'a fox in oil' },
        references: [],
      });
    });

    it('of another program fill in the negative prompt where the model of the form takes one', async () => {
      formInPage = { ...freshForm(test.parts), providerId: 'automatic1111', modelId: 'current' };
      const { offer } = await dropImageOfAnother();
      assert.deepEqual(offer.form, { prompt: 'a fox in oil', negativePrompt: 'blurry' });
      assert.doesNotMatch(offer.notes.join('\n'), /blurry/);
    });

    it('are taken under the id that the host gave, once', async () => {
      const recipes = offers();
      const first = recipes.dropTicket;
      const bytes = await makePng();
      await recipes.dropImage({ ticket: 'an id of the page', name: 'a.png', bytes });
      assert.deepEqual(messages, []);
      await recipes.dropImage({ ticket: first, name: 'a.png', bytes });
      await recipes.dropImage({ ticket: first, name: 'a.png', bytes });
      assert.deepEqual(
        messages.map(({ type }) => type),
        ['dropTaken'],
      );
      assert.notEqual(recipes.dropTicket, first);
    });

    it('are not looked for outside the workspace', async () => {
      const outside = await makeFolderOutside();
      try {
        const secret = vscode.Uri.joinPath(outside.uri, 'secret.png');
        await vscode.workspace.fs.writeFile(secret, await makePng());
        await offers().dropUri(secret);
        const [message] = messages;
        assert.ok(message?.type === 'dropTaken');
        assert.match(message.note, /of this workspace/);
      } finally {
        await outside.remove();
      }
    });
  });
});

/** The least WebP there is, of one pixel. */
function smallWebp(): Promise<Buffer> {
  return Promise.resolve(
    Buffer.from('UklGRiQAAABXRUJQVlA4IBgAAAAwAQCdASoBAAEAAgA0JaQAA3AA/vuUAAA=', 'base64'),
  );
}
