import assert from 'node:assert/strict';
import { canary } from '../host/canaryKey.mjs';
import type { ApiId } from '../../src/core/model/provider';
import { builtInProviders } from '../../src/core/providers/table';
import { startApiMartServer } from '../servers/apiMart';
import { startAutomatic1111Server } from '../servers/automatic1111';
import { startComfyuiServer } from '../servers/comfyui';
import { sampleWorkflow } from '../servers/comfyuiWorkflow';
import type { ServerControls } from '../servers/controls';
import { startGeminiServer } from '../servers/gemini';
import { startIminiServer } from '../servers/imini';
import { startOpenaiServer } from '../servers/openai';
import { startOpenRouterServer } from '../servers/openRouter';
import type { ScriptedStep } from '../servers/steps';
import { standIns } from '../unit/core/apis/callContext';
import { describeInWorkbench } from './describeInWorkbench';
import { panelPage } from './panelPage';
import type { WorkbenchOptions } from './workbench';
import { workspaceFiles } from './workspaceFiles';

/** A provider as the settings name it, and the strict server that stands in for it. */
interface Row {
  readonly id: string;
  readonly label: string;
  readonly api: ApiId;
  readonly needsKey: boolean;
  readonly model: string;
  readonly takesReferences: boolean;
  readonly start: () => Promise<ServerControls>;
  /** What stands in `easel.providers` besides the id and the address. */
  readonly settings: Readonly<Record<string, unknown>>;
}

const workflow = '.easel/comfyui.json';

/** Other files are about these. */
const seenElsewhere: readonly string[] = ['placeholder', 'imini', 'infinityblue'];

const builtInRows: readonly Row[] = builtInProviders
  .filter(({ id }) => !seenElsewhere.includes(id))
  .map(({ id, label, api, needsKey, models: [model] }) => ({
    ...{ id, label, api, needsKey, model: model.id, settings: {} },
    takesReferences: model.capabilities.maxReferences > 0,
    start: () => standIns[id]!(),
  }));

/** One of each API: what only the settings know. */
const ownRows: readonly Row[] = [
  ownRow({
    ...{ api: 'openai-images', model: 'gpt-image-2', auth: { header: 'X-Key' } },
    // It takes any key, so that a test can look at what was sent.
    start: async () => ({ ...(await startOpenaiServer({ key: '' })), key: `${canary}-gateway` }),
  }),
  ownRow({
    ...{ api: 'tasks', model: 'gpt-image-2', start: startApiMartServer },
    task: { fields: { aspectRatio: 'size', size: 'resolution' }, interval: 0.5 },
  }),
  ownRow({
    ...{ api: 'gemini', model: 'gemini-3-pro-image', auth: { header: 'x-goog-api-key' } },
    start: startGeminiServer,
  }),
  ownRow({ api: 'openai-chat', model: 'google/gemini-3-pro-image', start: startOpenRouterServer }),
  ownRow({ api: 'openrouter-images', model: 'google/gemini-3-pro-image', start: startOpenRouterServer }),
  ownRow({
    ...{ api: 'imini', model: 'google/nano-banana' },
    start: () => startIminiServer({ taskMilliseconds: 500 }),
  }),
  ownRow({
    ...{ api: 'automatic1111', model: 'current', auth: 'basic' },
    start: () => startAutomatic1111Server({ key: `easel:${canary}-web-ui` }),
  }),
  ownRow({
    ...{ api: 'comfyui', model: workflow, auth: 'basic' },
    start: () => startComfyuiServer({ key: `easel:${canary}-comfyui` }),
  }),
];

interface OwnRow {
  readonly api: ApiId;
  readonly model: string;
  readonly start: Row['start'];
  readonly auth?: unknown;
  readonly task?: unknown;
}

function ownRow({ api, model, start, ...more }: OwnRow): Row {
  const [id, label] = [`own-${api}`, `Our ${api}`];
  const settings = { label, api, models: [{ id: model }], ...more };
  return { id, label, api, model, start, settings, needsKey: true, takesReferences: true };
}

/** Those first that take no reference, so that one stays in the form of all others. */
const rows = [...builtInRows, ...ownRows].sort(
  (a, b) => Number(a.takesReferences) - Number(b.takesReferences),
);

const reference = 'assets/sun.png';

/** They name no model in a request: the server draws with the one that is loaded, or that the workflow loads. */
const namelessApis: readonly ApiId[] = ['automatic1111', 'comfyui'];

const servers = new Map<string, ServerControls>();

async function start(): Promise<WorkbenchOptions> {
  for (const row of rows) {
    servers.set(row.id, await row.start());
  }
  return {
    settings: {
      'easel.providers': rows.map(({ id, settings }) => ({ id, baseUrl: servers.get(id)!.url, ...settings })),
    },
    files: { [workflow]: JSON.stringify(sampleWorkflow) },
  };
}

describeInWorkbench('Every provider', start, (workbench) => {
  const panel = () => panelPage(workbench());
  const files = () => workspaceFiles(workbench().workspaceFolder);

  before('open the panel, with nothing lying over it', async () => {
    await workbench().runCommand('Notifications: Toggle Do Not Disturb Mode');
    await panel().open();
  });

  after('stop the test servers', () => Promise.all([...servers.values()].map((server) => server.stop())));

  for (const row of rows) {
    const { id, label } = row;
    const server = () => servers.get(id)!;
    const subject = id.replaceAll(/\W/g, ' ');

    it(`${label} draws from ${row.takesReferences ? 'a prompt and a reference' : 'a prompt'}`, async () => {
      server().script(soonDone(row));
      await panel().chooseModel(`${id}/${row.model}`);
      if (row.takesReferences && (await panel().references.count()) === 0) {
        await panel().addReferences([reference]);
        await panel().referenceNames(1);
      }
      await panel().generate(`Harbor ${subject}`);
      if (row.needsKey) {
        await workbench().waitForQuickInput(`Easel: API Key of ${label}`);
        await workbench().fillQuickInput(server().key);
      }
      const name = `harbor-${subject.replaceAll(' ', '-')}.jpg`;
      await files().waitForFile(`images/${name}`);
      const { model, prompt, references } = await files().testChunkOf(`images/${name}`);
      assert.deepEqual(
        { model, prompt, references },
        {
          model: namelessApis.includes(row.api) ? '' : row.model,
          prompt: `Harbor ${subject}`,
          references: row.takesReferences
            ? [{ sha256: await files().sha256Of(reference), use: 'asset' }]
            : [],
        },
      );
    });

    it(`${label} refuses, and the panel says why`, async () => {
      const { step, says } = refusalOf(row);
      server().script(step);
      await panel().generate(`Storm ${subject}`);
      assert.match(await panel().waitForJob('failed'), says);
      await panel().dismissJobs();
    });
  }

  it('the key of a gateway goes in the header that its row names', () => {
    const { requests, key } = servers.get('own-openai-images')!;
    assert.deepEqual(
      new Set(requests.map(({ headers }) => `${headers['x-key']} ${headers.authorization}`)),
      new Set([`${key} undefined`]),
    );
  });
});

/** A picture that is drawn fast, and a task that is done at the first question. */
function soonDone({ api }: Row): ScriptedStep {
  return api === 'tasks' ? { kind: 'taskStatuses', statuses: [] } : { kind: 'jpeg' };
}

/** Who needs a key has an account, which may be empty; a server of one's own can have a filter at most. */
function refusalOf({ id, needsKey }: Row): { readonly step: ScriptedStep; readonly says: RegExp } {
  if (!needsKey) {
    return { step: { kind: 'policy' }, says: /^The provider's content policy refused this/ };
  }
  return {
    step: { kind: 'outOfCredit' },
    // Google counts by the day.
    says: ['gemini', 'own-gemini'].includes(id)
      ? /^The quota of the day is used up\./
      : /^The account has no credit left\. Top it up at the provider/,
  };
}
