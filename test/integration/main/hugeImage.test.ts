import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import * as vscode from 'vscode';
import { fsPathOf } from '../../../src/app/project/uri';
import { settings } from '../../../src/extension/ports/settings';
import { readDimensions } from '../../../src/core/image/header/dimensions';
import { storeKey } from '../../../src/app/keys/keyStore';
import { modelOf } from '../../../src/app/providers/modelChoice';
import { recentHistory } from '../../../src/app/history/history';
import { historyStore } from '../../../src/app/history/historyStore';
import { resultView } from '../../../src/extension/panel/gallery/resultViews';
import { referenceView } from '../../../src/extension/panel/form/views';
import type { ResultView } from '../../../src/protocol/views';
import { watchJob } from '../../../src/extension/commands/runWithProgress';
import { jsonAnswer } from '../../servers/http';
import { startInfinityBlueServer, type InfinityBlueServer } from '../../servers/infinityBlue';
import { makePng } from '../../unit/core/image/samples';
import { answerWarnings } from '../answerWarnings';
import { formFor, useProviders } from '../generating';
import { makeParts, type TestParts } from '../parts';
import { makeFolderInWorkspace, type TemporaryFolder } from '../temporaryFolder';

/** Named by its header alone: its pixels are those of a small image. */
const huge = { width: 30_000, height: 30_000 };

describe('An image of 900 million pixels', () => {
  let test: TestParts;
  let folder: TemporaryFolder;
  let blue: InfinityBlueServer;
  let warnings: ReturnType<typeof answerWarnings>;

  beforeEach(async () => {
    test = await makeParts();
    folder = await makeFolderInWorkspace();
    blue = await startInfinityBlueServer();
    warnings = answerWarnings(undefined);
    await useProviders([{ id: 'infinityblue', baseUrl: blue.url }]);
    await storeKey(
      test.parts,
      modelOf(settings, { providerId: 'infinityblue', modelId: '' }).provider,
      blue.key,
    );
  });

  afterEach(async () => {
    warnings.restore();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await useProviders(undefined);
    await test.dispose();
    await blue.stop();
    await folder.remove();
  });

  const wish = () => formFor({ providerId: 'infinityblue', modelId: 'nanobanana_pro', folder: folder.uri });
  const tabs = (): readonly vscode.Tab[] => vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  const webview = { asWebviewUri: (uri: vscode.Uri) => uri } as vscode.Webview;

  async function answerWithHuge(): Promise<void> {
    const data = withSize(await makePng(), huge).toString('base64');
    const content = { role: 'model', parts: [{ inlineData: { mimeType: 'image/png', data } }] };
    const body = { candidates: [{ content, finishReason: 'STOP' }] };
    blue.script({ kind: 'reply', answer: jsonAnswer(200, body) });
  }

  async function newestResult(): Promise<ResultView> {
    const [entry] = await recentHistory(test.parts, 1);
    const { thumbnails } = historyStore(test.parts);
    const context = { id: '', isFavourite: false, ticketFor: () => 'ticket' };
    return resultView(entry!, { ...context, webview, thumbnails });
  }

  it('is saved, and named instead of opened', async () => {
    await answerWithHuge();
    const [saved] = await watchJob(test.parts, wish());
    assert.ok(saved);
    assert.deepEqual(readDimensions(await readFile(fsPathOf(saved.uri)), 'png'), huge);
    assert.deepEqual(await readdir(folder.fsPath), ['a-fox-in-the-snow.png']);
    assert.deepEqual(tabs(), []);
    assert.match(warnings.questions[0]?.message ?? '', /a-fox-in-the-snow\.png: .*30000 × 30000/u);
  });

  it('has no picture in the panel, neither as a result nor as a reference', async () => {
    await answerWithHuge();
    const [saved] = await watchJob(test.parts, wish());
    const result = await newestResult();
    assert.equal(result.source, '');
    assert.match(result.difference, /30000 × 30000/u);
    const reference = await referenceView(test.parts.files, saved!.uri, webview);
    assert.deepEqual([reference.source, reference.problem], ['', undefined]);
  });

  it('alone is treated so: another is opened and has its picture', async () => {
    await watchJob(test.parts, wish());
    assert.equal(tabs().length, 1);
    const result = await newestResult();
    assert.notEqual(result.source, '');
  });
});

/** The PNG with another size in its header. */
function withSize(png: Buffer, { width, height }: typeof huge): Buffer {
  const changed = Buffer.from(png);
  changed.writeUInt32BE(width, 16);
  changed.writeUInt32BE(height, 20);
  changed.writeUInt32BE(crc32(changed.subarray(12, 29)), 29);
  return changed;
}
