import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { builtInProviders } from '../../../src/core/providers/table';
import { tellWhatIsSent } from '../../../src/app/references/announceUpload';
import { answerInformation, type AnsweredInformation } from '../answerInformation';
import { makeParts, type TestParts } from '../parts';
import { workspaceRoot } from '../temporaryFolder';
import { untilConfiguration } from '../untilConfiguration';

const [placeholder, imini, infinityBlue] = builtInProviders;

describe('What is sent where', () => {
  let test: TestParts;
  let answered: AnsweredInformation;

  beforeEach(async () => {
    test = await makeParts();
    answered = answerInformation(undefined);
  });

  afterEach(async () => {
    answered.restore();
    await test.dispose();
    await setting().update('showWhatIsSent', undefined, vscode.ConfigurationTarget.Global);
  });

  const setting = (): vscode.WorkspaceConfiguration => vscode.workspace.getConfiguration('easel');
  const inWorkspace = (...names: readonly string[]) =>
    names.map((name) => ({ uri: vscode.Uri.joinPath(workspaceRoot(), name).toString() }));

  it('is said the first time that images of the workspace go to a host, and not again', async () => {
    await tellWhatIsSent(inWorkspace('assets/a.png', 'b.png'), imini, test.parts);
    await tellWhatIsSent(inWorkspace('c.png'), imini, test.parts);
    await answered.shown(1);
    assert.deepEqual(answered.messages, [
      'Easel sends assets/a.png, b.png to openapi.imini.ai, with the prompt.',
    ]);
    await tellWhatIsSent(inWorkspace('c.png'), infinityBlue, test.parts);
    await answered.shown(2);
    assert.equal(answered.messages.length, 2);
    assert.match(answered.messages[1]!, /c\.png to api\.getinfinityblue\.com/);
  });

  it('names a few of many files, and how many more there are', async () => {
    await tellWhatIsSent(inWorkspace('a.png', 'b.png', 'c.png', 'd.png', 'e.png'), imini, test.parts);
    await answered.shown(1);
    assert.match(answered.messages[0]!, /sends a\.png, b\.png, c\.png and 2 more to/);
  });

  it('is not said of nothing, of other files, or of a provider that sends nothing', async () => {
    await tellWhatIsSent([], imini, test.parts);
    await tellWhatIsSent([{ uri: vscode.Uri.file('/elsewhere/a.png').toString() }], imini, test.parts);
    await tellWhatIsSent(inWorkspace('a.png'), placeholder, test.parts);
    assert.deepEqual(answered.messages, []);
  });

  it('is not said where the user has turned it off, which the line itself offers', async () => {
    answered.restore();
    answered = answerInformation("Don't Show Again");
    await tellWhatIsSent(inWorkspace('a.png'), imini, test.parts);
    await untilConfiguration(() => setting().get('showWhatIsSent') === false);
    await tellWhatIsSent(inWorkspace('a.png'), infinityBlue, test.parts);
    assert.equal(answered.messages.length, 1);
  });
});
