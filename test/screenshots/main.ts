// npm run screenshots [-- animation stills]: makes the pictures of README.md and docs from the installed VSIX, so that they stay true.
import { takeAnimation } from './animation';
import { takeStills } from './stills';

const parts: Readonly<Record<string, () => Promise<void>>> = { stills: takeStills, animation: takeAnimation };

const named = process.argv.slice(2);
for (const name of named.length > 0 ? named : Object.keys(parts)) {
  const take = parts[name];
  if (!take) {
    throw new Error(`${name} is none of ${Object.keys(parts).join(', ')}`);
  }
  await take();
}
