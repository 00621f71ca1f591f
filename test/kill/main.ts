// npm run test:kill [rounds] [seed]
import { randomInt } from 'node:crypto';
import { killRounds, openArena } from './rounds';
import { assertNothingLost } from './verdict';

const count = Number(process.argv[2] ?? 200);
const seed = Number(process.argv[3] ?? randomInt(2 ** 31));
console.log(`${count} rounds with seed ${seed}`);
const start = performance.now();
const arena = await openArena();
try {
  const aftermath = await killRounds(arena, { count, seed });
  const { killed, paid, saved, open } = aftermath;
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(
    `${killed} killed, ${paid.length} paid, ${saved.length} saved, ${open.length} on record as interrupted, ${seconds} s`,
  );
  assertNothingLost(aftermath);
} finally {
  await arena.close();
}
