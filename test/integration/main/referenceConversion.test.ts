import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdir, rm, writeFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { settings } from '../../../src/extension/ports/settings';
import type { HostMessage } from '../../../src/protocol/hostMessages';
import { planBatch } from '../../../src/app/generate/batch';
import { needsConversion, prepareReferences } from '../../../src/app/references/prepareReferences';
import type { GenerateForm } from '../../../src/app/form/generateForm';
import { modelOf } from '../../../src/app/providers/modelChoice';
import type { PageContext } from '../../../src/extension/panel/base/pageContext';
import { takeOffer } from '../../../src/extension/panel/form/importReferences';
import { fitForModel } from '../../../src/extension/panel/form/referenceFits';
import { refine } from '../../../src/extension/panel/viewer/refine';
import { Uploads } from '../../../src/extension/panel/base/uploads';
import { ReferenceReader } from '../../../src/app/references/referenceReader';
import { isImported, isReferencePlace, keepImported } from '../../../src/app/references/referenceStore';
import { isError } from '../../unit/core/apis/isError';
import { fixtures } from '../../unit/core/image/fixtures';
import { makeHeic, makePng } from '../../unit/core/image/samples';
import { answerWarnings, type AnsweredWarnings } from '../answerWarnings';
import { formFor } from '../generating';
import { makeParts, type TestParts } from '../parts';
import { makeFolderInWorkspace, type TemporaryFolder } from '../temporaryFolder';

const imini = { providerId: 'imini', modelId: 'google/nano-banana-pro' } as const;

describe('References that the panel converts', () => {
  let test: TestParts;
  let folder: TemporaryFolder;
  let posted: HostMessage[];
  let context: PageContext;

  beforeEach(async () => {
    test = await makeParts();
    folder = await makeFolderInWorkspace();
    posted = [];
    const panel = {
      uploads: new Uploads(),
      webview: { asWebviewUri: (uri: vscode.Uri) => uri },
      post: (message: HostMessage) => posted.push(message),
      addReferences: (images: readonly string[]) => {
        added.push(...images);
        return Promise.resolve();
      },
    };
    added = [];
    context = { panel, parts: test.parts } as unknown as PageContext;
  });

  afterEach(async () => {
    await test.dispose();
    await folder.remove();
  });

  let added: string[];
  const place = async (name: string, bytes: Uint8Array): Promise<vscode.Uri> => {
    await writeFile(folder.at(name), bytes);
    return vscode.Uri.joinPath(folder.uri, name);
  };
  const formOf = (uri: vscode.Uri) => ({
    references: [{ uri: uri.toString(), use: 'asset' as const }],
    choice: modelOf(settings, imini),
  });
  const reading = () => ({
    reader: new ReferenceReader(test.parts.files),
    signal: new AbortController().signal,
  });
  const lastPosted = <T extends HostMessage['type']>(type: T): Extract<HostMessage, { type: T }> => {
    const message = posted.at(-1);
    assert.equal(message?.type, type, JSON.stringify(message));
    return message as Extract<HostMessage, { type: T }>;
  };
  const send = (bytes: Uint8Array): Promise<void> =>
    context.panel.uploads.receive(lastPosted('convertImage').id, bytes);

  it('are asked for under an id, checked, kept, and sent in place of the file', async () => {
    const uri = await place('sprite.bmp', fixtures.bmp);
    assert.equal(await needsConversion(formOf(uri), test.parts, reading()), true);
    await fitForModel(uri.toString(), imini, context);
    assert.equal(lastPosted('convertImage').plan.mediaType, 'image/png');
    const png = await makePng();
    await send(png);
    assert.deepEqual(lastPosted('referenceFit'), {
      type: 'referenceFit',
      uri: uri.toString(),
      ...imini,
      fit: { state: 'ready', note: 'converted to PNG' },
    });
    assert.equal(await needsConversion(formOf(uri), test.parts, reading()), false);
    const [reference] = await prepareReferences(formOf(uri), test.parts, reading());
    assert.ok(reference);
    const { format, byteLength, sha256, name, sentAs } = reference;
    assert.deepEqual(
      { format, byteLength, sha256, name, sentAs },
      {
        format: 'png',
        byteLength: png.length,
        sha256: createHash('sha256').update(fixtures.bmp).digest('hex'),
        name: vscode.workspace.asRelativePath(uri),
        sentAs: { format: 'png', width: 24, height: 16 },
      },
    );
    const pieces: Uint8Array[] = [];
    for await (const piece of reference.read()) {
      pieces.push(piece);
    }
    assert.ok(Buffer.concat(pieces).equals(png));
  });

  it('are found again without asking the page, by their content', async () => {
    await fitForModel((await place('sprite.bmp', fixtures.bmp)).toString(), imini, context);
    await send(await makePng());
    posted = [];
    await fitForModel((await place('copy.bmp', fixtures.bmp)).toString(), imini, context);
    assert.deepEqual(lastPosted('referenceFit').fit, { state: 'ready', note: 'converted to PNG' });
  });

  it('are made for each of the models that are compared, and each job sends its own', async () => {
    const blue = { providerId: 'infinityblue', modelId: 'nanobanana' };
    const uri = await place('sprite.bmp', fixtures.bmp);
    const form = formFor({
      folder: folder.uri,
      ...imini,
      references: [{ uri: uri.toString(), use: 'asset' }],
    });
    const { members } = planBatch({ form, compareWith: [modelOf(settings, blue)], variations: false });
    const sides: number[] = [];
    for (const [model, width] of [
      [imini, 24],
      [blue, 12],
    ] as const) {
      await fitForModel(uri.toString(), model, context);
      await send(await makePng({ width, height: 16 }));
    }
    for (const member of members) {
      const [reference] = await prepareReferences(member.form, test.parts, reading());
      sides.push(reference?.width ?? 0);
    }
    assert.deepEqual(sides, [24, 12]);
  });

  it('are asked for again when the file has changed', async () => {
    const uri = await place('sprite.bmp', fixtures.bmp);
    await fitForModel(uri.toString(), imini, context);
    await send(await makePng());
    await place('sprite.bmp', Buffer.concat([fixtures.bmp, Buffer.alloc(1)]));
    await assert.rejects(
      prepareReferences(formOf(uri), test.parts, reading()),
      isError('invalidRequest', {
        problem: { problem: 'referenceNotConverted', file: vscode.workspace.asRelativePath(uri) },
      }),
    );
    await fitForModel(uri.toString(), imini, context);
    lastPosted('convertImage');
  });

  for (const [what, make] of [
    ['another format', () => fixtures.jpeg],
    ['no image', () => Buffer.from('<html>')],
    ['too many pixels', () => makePng({ width: 4097, height: 1 })],
    ['too many bytes', () => Buffer.alloc(10 * 1024 * 1024 + 1)],
  ] as const) {
    it(`are refused where the page sends ${what}`, async () => {
      await fitForModel((await place('sprite.bmp', fixtures.bmp)).toString(), imini, context);
      await send(await make());
      const { fit } = lastPosted('referenceFit');
      assert.ok(fit.state === 'failed');
      assert.match(fit.problem, /sprite\.bmp cannot be opened/);
      const { globalStorageUri } = test.parts.context;
      const kept = vscode.Uri.joinPath(globalStorageUri, 'references', 'converted').fsPath;
      assert.deepEqual(await readdir(kept).catch(() => []), []);
    });
  }

  it('are missed where they were cleaned up, and made again', async () => {
    const uri = await place('sprite.bmp', fixtures.bmp);
    await fitForModel(uri.toString(), imini, context);
    await send(await makePng());
    await rm(vscode.Uri.joinPath(test.parts.context.globalStorageUri, 'references').fsPath, {
      recursive: true,
    });
    assert.equal(await needsConversion(formOf(uri), test.parts, reading()), true);
  });

  it('are none where the model takes the file, or where nobody can open it', async () => {
    const png = await place('fox.png', await makePng());
    await fitForModel(png.toString(), imini, context);
    assert.deepEqual(lastPosted('referenceFit').fit, { state: 'ready', note: '' });
    const heic = await place('phone.heic', makeHeic());
    await fitForModel(heic.toString(), imini, context);
    const { fit } = lastPosted('referenceFit');
    assert.ok(fit.state === 'failed');
    assert.match(fit.problem, /phone\.heic is HEIC/);
    assert.equal(await needsConversion(formOf(heic), test.parts, reading()), false);
  });

  it('of a format that Easel does not know are refused by its name', async () => {
    const uri = await place('layers.psd', Buffer.from('8BPS\0\x01\0\0', 'latin1'));
    await fitForModel(uri.toString(), imini, context);
    const { fit } = lastPosted('referenceFit');
    assert.ok(fit.state === 'failed');
    assert.match(fit.problem, /layers\.psd is a Photoshop file.*Export it as PNG or JPEG/);
  });

  it('are left to the form where an image is refined', async () => {
    const image = (await place('huge.png', await makePng({ width: 4097, height: 2 }))).toString();
    const filled: unknown[] = [];
    Object.assign(context.panel, {
      useForm: ({ prompt, references, target }: GenerateForm) => {
        filled.push({ prompt, references: references.map(({ uri }) => uri), target: target.kind });
        return Promise.resolve();
      },
    });
    await refine({ type: 'refine', id: 'an id', uri: image, prompt: 'Paint it red', ...imini }, context);
    assert.deepEqual(filled, [{ prompt: 'Paint it red', references: [image], target: 'beside' }]);
    assert.deepEqual(posted, [{ type: 'stage', stage: null, isNews: true }]);
    assert.equal(test.parts.jobs.find('an id'), undefined);
  });

  describe('or that are pasted and dropped', () => {
    let answered: AnsweredWarnings;

    beforeEach(() => {
      answered = answerWarnings(undefined);
    });

    afterEach(() => answered.restore());

    const offer = (name: string, byteLength: number): string => {
      takeOffer('offer', [{ name, byteLength }], context);
      return lastPosted('takeImages').ids[0] ?? '';
    };

    it('are kept in the storage under a harmless name and added', async () => {
      const png = await makePng();
      await context.panel.uploads.receive(offer('../../My Fox.png.exe', png.length), png);
      assert.equal(added.length, 1);
      assert.match(added[0]!, /\/references\/imported\/my-fox-png-[0-9a-f]{8}\.png$/);
      assert.ok(isImported(test.parts.storage.folder, added[0]!));
      assert.ok(png.equals(await vscode.workspace.fs.readFile(vscode.Uri.parse(added[0]!))));
    });

    it('are not taken where they are too large, and are not even asked for', () => {
      assert.equal(offer('huge.png', 50 * 1024 * 1024 + 1), '');
      assert.match(answered.questions[0]!.message, /huge\.png has 50\.0 MB/);
    });

    it('are told by their bytes, and refused where they are no images', async () => {
      const text = Buffer.from('no image');
      await context.panel.uploads.receive(offer('fox.png', text.length), text);
      assert.deepEqual(added, []);
      assert.match(answered.questions[0]!.message, /fox\.png is not an image/);
    });

    it('are the only files outside the workspace that a page may name', async () => {
      const { files, storage } = test.parts;
      const kept = vscode.Uri.parse(
        await keepImported(storage.folder, {
          name: 'a.png',
          bytes: await makePng(),
          format: 'png',
        }),
      );
      const beside = (...segments: readonly string[]) => vscode.Uri.joinPath(kept, '..', ...segments);
      assert.ok(isReferencePlace(files, storage.folder, kept.toString()));
      assert.ok(isReferencePlace(files, storage.folder, vscode.Uri.joinPath(folder.uri, 'a.png').toString()));
      for (const other of [
        vscode.Uri.file(storage.folder),
        beside(),
        beside('..', 'converted', 'a.png'),
        beside('deeper', 'a.png'),
        vscode.Uri.file(`${storage.folder}/history.jsonl`),
        kept.with({ path: `${kept.path}/../../../history.jsonl` }),
        kept.with({ scheme: 'untitled' }),
        vscode.Uri.file('/etc/passwd'),
      ]) {
        assert.equal(isReferencePlace(files, storage.folder, other.toString()), false, other.toString());
      }
    });
  });
});
