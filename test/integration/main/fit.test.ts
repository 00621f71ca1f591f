import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { readRecipe } from '../../../src/core/image/metadata/readRecipe';
import { sha256Of } from '../../../src/core/util/sha256';
import { findBySha256 } from '../../../src/app/history/history';
import { openFit, saveFitted } from '../../../src/extension/panel/viewer/resize';
import type { PageContext } from '../../../src/extension/panel/base/pageContext';
import { pageMessage } from '../../../src/protocol/pageMessages';
import type { FitView } from '../../../src/protocol/viewerViews';
import { makePng } from '../../unit/core/image/samples';
import { generateFor } from '../generating';
import { makeParts, type TestParts } from '../parts';
import { makeFolderInWorkspace, type TemporaryFolder } from '../temporaryFolder';

type Fitted = Parameters<typeof saveFitted>[0];

describe('Saving what the page has drawn', () => {
  let test: TestParts;
  let folder: TemporaryFolder;
  let image: vscode.Uri;
  let shown: FitView[];
  let context: PageContext;
  let drawn: Uint8Array<ArrayBuffer>;

  beforeEach(async () => {
    [test, folder] = await Promise.all([makeParts(), makeFolderInWorkspace()]);
    const { saved } = await generateFor(test.parts, { folder: folder.uri });
    assert.ok(saved[0]);
    image = vscode.Uri.parse(saved[0].uri);
    shown = [];
    const panel = {
      webview: { asWebviewUri: (uri: vscode.Uri) => uri },
      post: ({ stage }: { readonly stage: FitView }) => shown.push(stage),
      postResults: () => Promise.resolve(),
    };
    context = { panel, parts: test.parts } as unknown as PageContext;
    await openFit(image.toString(), context);
    drawn = new Uint8Array(await makePng({ width: 30, height: 20 }));
  });

  afterEach(() => Promise.all([test.dispose(), folder.remove()]));

  const offered = (): string => shown.at(-1)?.id ?? '';
  const fitted = (differences: Partial<Fitted> = {}): Fitted => ({
    type: 'fitted',
    id: offered(),
    format: 'png',
    width: 30,
    height: 20,
    bytes: drawn,
    discard: false,
    ...differences,
  });
  const names = async (): Promise<readonly string[]> => (await readdir(folder.fsPath)).sort();

  it('saves it beside the image, with its recipe, and in the history', async () => {
    await saveFitted(fitted(), context);
    assert.deepEqual(await names(), ['a-fox-in-the-snow-30x20.png', 'a-fox-in-the-snow.png']);
    const bytes = await readFile(folder.at('a-fox-in-the-snow-30x20.png'));
    const recipe = readRecipe(bytes, 'png');
    assert.equal(recipe?.prompt, 'A fox in the snow');
    assert.deepEqual(recipe.delivered, { width: 30, height: 20, format: 'png' });
    assert.equal(recipe.fitted?.sha256, await sha256Of(await readFile(image.fsPath)));
    assert.deepEqual((await findBySha256(test.parts, await sha256Of(bytes)))?.recipe, recipe);
    assert.match(shown.at(-1)?.saved ?? '', /a-fox-in-the-snow-30x20\.png$/);
  });

  it('takes an id once, and no id that it did not give', async () => {
    const message = fitted();
    await saveFitted(fitted({ id: 'made-up' }), context);
    assert.equal((await names()).length, 1);
    await saveFitted(message, context);
    await saveFitted(message, context);
    assert.equal((await names()).length, 2);
    assert.notEqual(offered(), message.id);
  });

  it('saves nothing that is not what the page says it is, and says so in the page', async () => {
    const wrong: readonly Partial<Fitted>[] = [
      { width: 31 },
      { format: 'webp' },
      { bytes: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>') },
    ];
    for (const differences of wrong) {
      await saveFitted(fitted(differences), context);
      assert.notEqual(shown.at(-1)?.problem, '');
    }
    assert.equal((await names()).length, 1);
  });

  it('a message may carry 64 MB of bytes, and nothing else in their place', () => {
    const isTaken = (bytes: unknown): boolean => pageMessage.safeParse({ ...fitted(), bytes }).success;
    assert.ok(isTaken(new Uint8Array(64 * 1024 * 1024)));
    assert.ok(!isTaken(new Uint8Array(64 * 1024 * 1024 + 1)));
    assert.ok(!isTaken(new Uint8Array(0)));
    assert.ok(!isTaken('bytes') && !isTaken([1, 2, 3]) && !isTaken(undefined));
  });
});
