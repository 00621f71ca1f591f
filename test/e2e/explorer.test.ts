import assert from 'node:assert/strict';
import { readWithExifTool, trainedAlgorithmicMedia } from './exifTool';
import { panelPage } from './panelPage';
import { describeWithProviders, setBothKeys } from './providers';
import { until } from './until';
import { workspaceFiles } from './workspaceFiles';

/** In the order in which they are clicked, which is neither that of the tree nor that of the alphabet. */
const selection = ['assets/sun.png', 'assets/harbor.jpg', 'assets/logo.png'];

interface ReferenceRun {
  readonly title: string;
  readonly server: 'imini' | 'blue';
  readonly providerId: string;
  readonly modelId: string;
  readonly prompt: string;
  readonly file: string;
}

const referenceRuns: readonly ReferenceRun[] = [
  {
    title: 'imini',
    server: 'imini',
    providerId: 'imini',
    modelId: 'google/nano-banana-pro',
    prompt: 'The sun over the harbor',
    file: 'images/the-sun-over-the-harbor.png',
  },
  {
    title: 'the native API of InfinityBlue',
    server: 'blue',
    providerId: 'infinityblue',
    modelId: 'nanobanana_pro',
    prompt: 'The harbor at noon',
    file: 'images/the-harbor-at-noon.png',
  },
  {
    title: 'the chat API of InfinityBlue',
    server: 'blue',
    providerId: 'infinityblue',
    modelId: 'nanobanana_2',
    prompt: 'The harbor at night',
    file: 'images/the-harbor-at-night.png',
  },
];

describeWithProviders('Images and folders in Explorer', {}, (workbench, providers) => {
  const files = () => workspaceFiles(workbench().workspaceFolder);

  before('store the keys', () => setBothKeys(workbench(), providers()));

  it('offer a submenu, and a text file does not', async () => {
    const { explorerSubmenu, explorerMenu } = workbench();
    assert.deepEqual(await explorerSubmenu(['assets/logo.png'], 'Easel'), [
      'Use as Image Reference',
      'Edit Image…',
      'Show Image Recipe',
      'Open Panel',
    ]);
    assert.deepEqual(await explorerSubmenu(['assets/logo.png', 'assets/harbor.jpg'], 'Easel'), [
      'Use as Image Reference',
      'Edit Image…',
      'Show Image Recipe',
      'Open Panel',
    ]);
    assert.deepEqual(await explorerSubmenu(['docs'], 'Easel'), ['Generate Image Here…', 'Open Panel']);
    const entries = await explorerMenu('README.md');
    assert.ok(!entries.includes('Easel'), entries.join('\n'));
  });

  it('become references in the order of the selection, and the panel shows them', async () => {
    await workbench().explorerContextMenu(selection, ['Easel', 'Use as Image Reference']);
    assert.deepEqual(await panelPage(workbench()).referenceNames(selection.length), selection);
    await workbench().screenshot('explorer-references');
  });

  for (const { title, server, providerId, modelId, prompt, file } of referenceRuns) {
    it(`go to ${title} as references, in order, and the image is saved with its recipe`, async () => {
      const panel = panelPage(workbench());
      await panel.chooseModel(`${providerId}/${modelId}`);
      await panel.chooseOption('aspect-ratio', '4:3');
      await panel.generate(prompt);
      await panel.waitForResult(file.replace(/^.*\//, ''));

      const hashes = await Promise.all(selection.map((reference) => files().sha256Of(reference)));
      const request = providers()[server].requests.find((each) => each.prompt === prompt);
      assert.deepEqual(
        request?.references.map(({ sha256 }) => sha256),
        hashes,
      );
      assert.deepEqual(request.unknownFields, []);
      const { model, aspectRatio, size, count } = request.options ?? {};
      assert.deepEqual(
        { model, aspectRatio, size, count },
        { model: modelId, aspectRatio: '4:3', size: '1K', count: 1 },
      );

      const chunk = await files().testChunkOf(file);
      assert.equal(chunk.prompt, prompt);
      assert.deepEqual(
        chunk.references.map(({ sha256 }) => sha256),
        hashes,
      );
      const { description, digitalSourceType, recipe } = await readWithExifTool(files().absolute(file));
      assert.equal(description, prompt);
      assert.equal(digitalSourceType, trainedAlgorithmicMedia);
      assert.deepEqual([recipe.providerId, recipe.modelId], [providerId, modelId]);
      assert.deepEqual(
        recipe.references.map(({ path, sha256 }) => ({ path, sha256 })),
        selection.map((path, index) => ({ path, sha256: hashes[index] })),
      );
    });
  }

  it('keep the key of each provider to its own server, and away from downloads', () => {
    const { imini, blue } = providers();
    for (const [own, other] of [
      [imini, blue],
      [blue, imini],
    ] as const) {
      assert.ok(own.requests.some(({ headers }) => headers.authorization === `Bearer ${own.key}`));
      assert.ok(!JSON.stringify(own.requests.map(({ headers }) => headers)).includes(other.key));
    }
    assert.deepEqual(imini.downloadsWithKey, []);
  });

  it('leave out a file that is no image, and say so', async () => {
    await workbench().explorerContextMenu(
      ['README.md', 'assets/landscape.png'],
      ['Easel', 'Use as Image Reference'],
    );
    const said = await workbench().waitForNotification(/Left out/);
    assert.match(said, /README\.md/);
    assert.doesNotMatch(said, /landscape/);
    assert.deepEqual(await panelPage(workbench()).referenceNames(4), [...selection, 'assets/landscape.png']);
    await workbench().clearNotifications();
  });

  it('get an image into the folder that was clicked', async () => {
    await workbench().explorerContextMenu(['docs'], ['Easel', 'Generate Image Here…']);
    await workbench().waitForQuickInput('Easel: Generate Image');
    const { message } = await workbench().quickInputText();
    assert.match(message, /Saves in docs/);
    await workbench().fillQuickInput('A circuit board');
    await files().waitForFile('docs/a-circuit-board.png');
    await workbench().waitForTab('a-circuit-board.png');
  });

  it('are edited into a new file beside the original, which stays as it is', async () => {
    const original = await files().read('assets/logo.png');
    await workbench().explorerContextMenu(['assets/logo.png'], ['Easel', 'Edit Image…']);
    await workbench().waitForQuickInput('Easel: Edit assets/logo.png');
    await workbench().fillQuickInput('Make the sails red');
    await files().waitForFile('assets/logo-edit.png');
    assert.ok(original.equals(await files().read('assets/logo.png')));
    const chunk = await files().testChunkOf('assets/logo-edit.png');
    assert.equal(chunk.prompt, 'Make the sails red');
    assert.deepEqual(
      chunk.references.map(({ sha256 }) => sha256),
      [await files().sha256Of('assets/logo.png')],
    );
    await until('the preview of the edit opens', async () =>
      (await workbench().editorTabs()).some((title) => title.includes('logo-edit.png')),
    );
    assert.deepEqual(
      (await files().namesIn('assets')).filter((name) => name.startsWith('logo')),
      ['logo-edit.png', 'logo.png'],
    );
  });
});
