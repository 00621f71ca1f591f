// One trial in a process of its own: trial.mjs CLIENT URL [REFERENCE…] prints one line of JSON.
import { rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { clients } from './clients.mjs';
import { sha256 } from './payload.mjs';

const [name = '', url = '', ...references] = process.argv.slice(2);
const load = clients[name];
if (!load) {
  throw new Error(`There is no client ${name}.`);
}
const call = await load();
const file = path.join(os.tmpdir(), `easel-bench-${process.pid}.png`);

globalThis.gc?.();
const rssBefore = process.memoryUsage.rss();
const stall = watchStalls();
const cpuBefore = process.cpuUsage();
const start = performance.now();
const bytes = await call({ url, references });
await writeFile(file, bytes);
const wallMs = performance.now() - start;
const stallMs = stall.stop();
const { user, system } = process.cpuUsage(cpuBefore);
const cpuMs = (user + system) / 1000;
const rssMb = (process.resourceUsage().maxRSS * 1024 - rssBefore) / 1024 / 1024;
await rm(file);
console.log(
  JSON.stringify({
    wallMs,
    cpuMs: (user + system) / 1000,
    userMs: user / 1000,
    systemMs: system / 1000,
    stallMs,
    rssMb,
    sha256: sha256(bytes),
  }),
);
process.exit();

/** The longest time that the event loop did not come round, in milliseconds. */
function watchStalls() {
  let longest = 0;
  let last = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    longest = Math.max(longest, now - last - 1);
    last = now;
  }, 1);
  return {
    stop() {
      clearInterval(timer);
      return Math.max(longest, performance.now() - last - 1);
    },
  };
}
