// npm run bench:stall [-- --jobs 50]
// Fifty paid jobs at once in one process, as the extension host runs them: with journal, saving, recipe and history. The
// strict servers are in a process of their own. Prints the longest that the event loop stood still.
import { fork } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { systemClock } from '../../src/core/model/clock';
import { appendLines } from '../../src/core/history/historyFile';
import { sha256Of } from '../../src/core/util/sha256';
import { runJob } from '../faults/runJob';
import { Scene, type PaidProviderId } from '../faults/scene';
import { startIminiServer } from '../servers/imini';
import { startInfinityBlueServer } from '../servers/infinityBlue';
import { makeTemporaryFolder, removeTemporaryFolder } from '../temporaryFolder';

interface Address {
  readonly url: string;
  readonly key: string;
}

/** The limit of DESIGN for one turn. */
const mostMilliseconds = 50;

await (process.send ? serve(process.send.bind(process)) : measure());

async function serve(send: (message: readonly Address[]) => void): Promise<void> {
  const servers = await Promise.all([
    startIminiServer({ taskMilliseconds: 500 }),
    startInfinityBlueServer({ answerMilliseconds: 200 }),
  ]);
  send(servers.map(({ url, key }) => ({ url, key })));
}

async function measure(): Promise<void> {
  const { values } = parseArgs({ options: { jobs: { type: 'string', default: '50' } } });
  const server = fork(import.meta.filename);
  const folder = makeTemporaryFolder('stall');
  try {
    const [imini, blue] = await new Promise<readonly [Address, Address]>((resolve) => {
      server.once('message', (message) => resolve(message as [Address, Address]));
    });
    // Of the servers a job needs no more than address and key.
    const scene = new Scene(folder, imini as Scene['imini'], blue as Scene['infinityblue']);
    await mkdir(scene.images);
    // The first one compiles what the others run.
    await Promise.all([runOne(scene, 'imini'), runOne(scene, 'infinityblue')]);
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    const start = performance.now();
    const saved = await Promise.all(
      Array.from({ length: Number(values.jobs) }, (_, index) =>
        runOne(scene, index % 2 === 0 ? 'imini' : 'infinityblue'),
      ),
    );
    delay.disable();
    const longest = delay.max / 1e6;
    const images = saved.reduce((sum, count) => sum + count, 0);
    console.log(
      `${values.jobs} jobs, ${images} images in ${Math.round(performance.now() - start)} ms: longest turn ` +
        `${longest.toFixed(1)} ms, 99.9 % within ${(delay.percentile(99.9) / 1e6).toFixed(1)} ms ` +
        `(load ${os.loadavg()[0]?.toFixed(1)}, Node.js ${process.versions.node})`,
    );
    process.exitCode = longest > mostMilliseconds ? 1 : 0;
  } finally {
    server.kill();
    await removeTemporaryFolder(folder);
  }
  process.exit();
}

async function runOne(scene: Scene, provider: PaidProviderId): Promise<number> {
  const { saved, errors } = await runJob(scene, { provider, clock: systemClock });
  if (errors.length > 0) {
    throw new AggregateError(errors, provider);
  }
  for (const { name, bytes, recipe } of saved) {
    const uri = pathToFileURL(path.join(scene.images, name)).href;
    const facts = { uri, sha256: await sha256Of(bytes), byteLength: bytes.byteLength };
    await appendLines(path.join(scene.folder, 'history'), [{ workspaceFolder: '', ...facts, recipe }]);
  }
  return saved.length;
}
