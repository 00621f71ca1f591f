import assert from 'node:assert/strict';
import { readFile, rm, writeFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { fsPathOf } from '../../../src/app/project/uri';
import { settings } from '../../../src/extension/ports/settings';
import type { GenerateForm } from '../../../src/app/form/generateForm';
import { storeKey } from '../../../src/app/keys/keyStore';
import { modelOf } from '../../../src/app/providers/modelChoice';
import type { PageContext } from '../../../src/extension/panel/base/pageContext';
import { formOfJob } from '../../../src/extension/panel/form/jobForm';
import { markChanges } from '../../../src/extension/panel/viewer/mask';
import { fillFromRecipe } from '../../../src/extension/panel/form/recipeForm';
import { Uploads } from '../../../src/extension/panel/base/uploads';
import { findMask, masksFolder } from '../../../src/app/references/referenceStore';
import { resumePaidWork } from '../../../src/app/recovery/resume';
import type { HostMessage } from '../../../src/protocol/hostMessages';
import type { MaskView } from '../../../src/protocol/viewerViews';
import { readMaskFile } from '../../servers/maskFile';
import { startInfinityBlueServer, type InfinityBlueServer } from '../../servers/infinityBlue';
import { isError } from '../../unit/core/apis/isError';
import { fixtures } from '../../unit/core/image/fixtures';
import { leftHalf, pngOf } from '../../unit/core/image/markedImage';
import { answerWarnings } from '../answerWarnings';
import { generateFor, useProviders } from '../generating';
import { makeParts, type TestParts } from '../parts';
import { makeFolderInWorkspace, type TemporaryFolder } from '../temporaryFolder';

const model = { providerId: 'infinityblue', modelId: 'gpt-image-2' } as const;
const size = { width: 60, height: 40 };
const painted = pngOf(size, leftHalf(size));

describe('A mark of what changes', () => {
  let test: TestParts;
  let folder: TemporaryFolder;
  let blue: InfinityBlueServer;
  let photo: vscode.Uri;
  let posted: HostMessage[];
  let context: PageContext;
  let warnings: ReturnType<typeof answerWarnings>;

  beforeEach(async () => {
    [test, folder, blue] = await Promise.all([
      makeParts(),
      makeFolderInWorkspace(),
      startInfinityBlueServer(),
    ]);
    await useProviders([{ id: 'infinityblue', baseUrl: blue.url }]);
    await storeKey(test.parts, modelOf(settings, model).provider, blue.key);
    photo = await place(
      'photo.png',
      pngOf(size, () => false),
    );
    posted = [];
    const webview = { asWebviewUri: (uri: vscode.Uri) => uri };
    const post = (message: HostMessage) => posted.push(message);
    context = {
      panel: { uploads: new Uploads(), webview, post },
      parts: test.parts,
    } as unknown as PageContext;
    warnings = answerWarnings(undefined);
  });

  afterEach(async () => {
    warnings.restore();
    await useProviders(undefined);
    await Promise.all([test.dispose(), blue.stop(), folder.remove()]);
  });

  const place = async (name: string, bytes: Uint8Array): Promise<vscode.Uri> => {
    await writeFile(folder.at(name), bytes);
    return vscode.Uri.joinPath(folder.uri, name);
  };
  const open = (uri: vscode.Uri, mask = ''): Promise<void> =>
    markChanges(uri.toString(), { type: 'markChanges', uri: uri.toString(), mask, ...model }, context);
  const shown = (): MaskView => {
    const message = posted.findLast(({ type }) => type === 'stage');
    assert.ok(message?.type === 'stage' && message.stage?.kind === 'mask', JSON.stringify(posted));
    return message.stage;
  };
  const savedMask = (): string => {
    const message = posted.findLast(({ type }) => type === 'maskSaved');
    assert.ok(message?.type === 'maskSaved', JSON.stringify(posted));
    return message.mask;
  };
  async function mark(bytes: Uint8Array = painted): Promise<string> {
    await open(photo);
    await context.panel.uploads.receive(shown().id, bytes);
    return savedMask();
  }
  const form = (mask: string, uri = photo): Partial<GenerateForm> & { folder: vscode.Uri } => ({
    ...model,
    folder: folder.uri,
    references: [{ uri: uri.toString(), use: 'asset' }],
    mask,
  });
  const refused = (problem: object) => isError('invalidRequest', { problem: problem as never });

  it('is kept clean, under its hash, and shown again', async () => {
    const mask = await mark();
    assert.deepEqual(posted.at(-1), { type: 'maskSaved', id: shown().id, uri: photo.toString(), mask });
    const kept = await findMask(test.parts.storage.folder, mask);
    const { alpha, brightness } = readMaskFile(await readFile(fsPathOf(kept!)))!;
    assert.deepEqual([alpha![0], alpha![59], brightness[0], brightness[59]], [0, 255, 255, 0]);
    await open(photo, mask);
    assert.ok(shown().marked.includes(`${mask}.png`));
  });

  it('is none where nothing is marked, and what is no mask is refused where the user looks', async () => {
    assert.equal(await mark(pngOf(size, () => false)), '');
    await open(photo);
    const { id } = shown();
    await context.panel.uploads.receive(id, fixtures.gif);
    assert.match(shown().problem, /cannot be read/u);
    assert.notEqual(shown().id, id);
  });

  it('goes along with its reference, stands in the recipe, and comes back with it', async () => {
    const mask = await mark();
    const { saved, errors } = await generateFor(test.parts, form(mask));
    assert.deepEqual(errors, []);
    const [sent] = blue.requests.filter(({ path }) => path.endsWith('/edits'));
    assert.deepEqual([sent!.mask!.width, sent!.mask!.alpha![0], sent!.mask!.alpha![59]], [60, 0, 255]);
    const { recipe } = saved[0]!;
    assert.deepEqual(recipe.mask, { sha256: mask });
    const filled = await fillFromRecipe(recipe, test.parts);
    assert.deepEqual([filled.form.mask, filled.isMaskMissing], [mask, false]);
  });

  it('that is gone, or whose reference is, is said to be missing, and nothing is sent', async () => {
    const mask = await mark();
    const { recipe } = (await generateFor(test.parts, form(mask))).saved[0]!;
    const elsewhere = { ...recipe, references: [{ ...recipe.references[0]!, path: 'gone.png' }] };
    const without = await fillFromRecipe(elsewhere, test.parts);
    assert.deepEqual([without.form.mask, without.isMaskMissing], ['', true]);
    await rm(masksFolder(test.parts.storage.folder), { recursive: true });
    const filled = await fillFromRecipe(recipe, test.parts);
    assert.deepEqual([filled.form.mask, filled.isMaskMissing], ['', true]);
    const requests = blue.requests.length;
    const { errors } = await generateFor(test.parts, form(mask));
    assert.ok(refused({ problem: 'maskGone' })(errors[0]));
    assert.equal(blue.requests.length, requests);
  });

  it('fits no image of another ratio, and a JPEG that its metadata turns once the panel has turned it', async () => {
    const mask = await mark();
    const tall = await place(
      'tall.png',
      pngOf({ width: 40, height: 60 }, () => false),
    );
    const other = await generateFor(test.parts, form(mask, tall));
    assert.match(String(other.errors[0]), /maskPixels/u);
    const turned = await place('turned.jpg', fixtures.jpegOnItsSide);
    await open(turned);
    const { errors } = await generateFor(test.parts, form(mask, turned));
    assert.match(String(errors[0]), /referenceNotConverted/u);
    assert.equal(blue.requests.length, 0);
  });

  it('is part of a job that was interrupted, and of its form', async () => {
    const mask = await mark();
    blue.script({ kind: 'hold' });
    // The server has it a turn of the event loop before the job says so.
    const isSent = new Promise<void>((resolve) =>
      test.parts.jobs.onDidChange(({ sent }) => {
        if (sent) {
          resolve();
        }
      }),
    );
    const running = generateFor(test.parts, form(mask));
    await Promise.all([blue.waitForHeld(), isSent]);
    test.parts.jobs.dispose();
    await running;
    test = await test.reopen();
    await resumePaidWork(test.parts, new AbortController().signal);
    const [job] = test.parts.jobs.list();
    assert.equal(job?.form.mask, mask);
    assert.equal((await formOfJob(job, test.parts)).form.mask, mask);
  });
});
