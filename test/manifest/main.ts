// npm run manifest: writes the schema of the setting easel.providers into package.json, from the code that checks it.
import { readFileSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { withProvidersSchema } from './packageJson';

const file = 'package.json';
const text = JSON.stringify(withProvidersSchema(readFileSync(file, 'utf8')));
writeFileSync(file, await format(text, { ...(await resolveConfig(file)), filepath: file }));
