// Builds the extension into dist/ and, with --tests, the tests into out/test/.
//   node esbuild.js [--tests] [--watch] [--production]
import { copyFile, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build, context } from 'esbuild';

const flags = new Set(process.argv.slice(2));
const production = flags.has('--production');

/** @type {import('esbuild').BuildOptions} */
const common = {
  bundle: true,
  logLevel: 'warning',
  minify: production,
  sourcemap: production ? false : 'linked',
  metafile: true,
};

// An ES module has no `require`, which undici's CommonJS files call for Node's own modules.
const requireForCommonJs = {
  js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
};

/** The only file that asks for `vscode`: see `src/extension/entry.ts`. */
const entry = {
  ...common,
  entryPoints: { extension: 'src/extension/entry.ts' },
  outdir: 'dist',
  outExtension: { '.js': '.cjs' },
  format: 'cjs',
  platform: 'node',
  target: 'node22',
  external: ['vscode', './vscodeApi.js', './extension.js'],
};

/** @type {import('esbuild').Plugin} */
const providedApi = {
  name: 'provided-api',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^vscode$/ }, () => ({ path: 'vscode', namespace: 'provided' }));
    onLoad({ filter: /^vscode$/, namespace: 'provided' }, () => ({
      contents: "module.exports = require('./vscodeApi').getApi();",
      resolveDir: 'src/extension',
    }));
  },
};

/** What activation needs loads at once; what a dynamic import reaches becomes a chunk of its own, loaded on first use. */
const extension = {
  ...common,
  entryPoints: {
    extension: 'src/extension/extension.ts',
    vscodeApi: 'src/extension/vscodeApi.ts',
  },
  outdir: 'dist',
  chunkNames: 'chunks/[name]-[hash]',
  format: 'esm',
  splitting: true,
  platform: 'node',
  target: 'node22',
  plugins: [providedApi],
  banner: requireForCommonJs,
};

const webview = {
  ...common,
  entryPoints: [
    { in: 'src/webview/main.ts', out: 'panel' },
    { in: 'src/webview/styles/panel.css', out: 'panel' },
  ],
  outdir: 'dist/webview',
  chunkNames: 'chunks/[name]-[hash]',
  // What lies over the gallery is loaded when it is opened first.
  format: 'esm',
  splitting: true,
  target: 'chrome130',
  minify: true,
};

/** Plain mocha and Node run these; packages stay in node_modules. */
const nodeTests = async () => ({
  ...common,
  entryPoints: [
    ...(await filesBelow('test/unit', '.test.ts')),
    ...(await filesBelow('test/faults', '.test.ts')),
    ...(await filesBelow('test/e2e', '.test.ts')),
    ...(await filesBelow('test/servers', 'main.ts')),
    ...(await filesBelow('test/screenshots', 'main.ts')),
    ...(await filesBelow('test/activation', 'main.ts')),
    ...(await filesBelow('test/historyBench', 'main.ts')),
    ...(await filesBelow('test/uiBench', 'main.ts')),
    ...(await filesBelow('test/stallBench', 'main.ts')),
    ...(await filesBelow('test/kill', '.ts')),
    ...(await filesBelow('test/models', 'main.ts')),
    ...(await filesBelow('test/manifest', 'main.ts')),
    ...(await filesBelow('test/differential', '.test.ts')),
  ],
  outbase: 'test',
  outdir: 'out/test',
  format: 'esm',
  splitting: true,
  platform: 'node',
  target: 'node20',
  packages: 'external',
  // Words pass through its translation, and are tested in plain Node all the same.
  alias: { vscode: './test/unit/vscode.ts' },
});

/** The extension host loads a tests module as CommonJS, also where the extension itself is an ES module. */
const integrationTests = async () => ({
  ...common,
  entryPoints: ['test/integration/index.ts', ...(await filesBelow('test/integration', '.test.ts'))],
  outbase: 'test',
  outdir: 'out/test',
  outExtension: { '.js': '.cjs' },
  format: 'cjs',
  platform: 'node',
  target: 'node22',
  packages: 'external',
});

async function filesBelow(folder, ending) {
  const entries = await readdir(folder, { recursive: true }).catch(() => []);
  return entries.filter((entry) => entry.endsWith(ending)).map((entry) => path.join(folder, entry));
}

const inPage = ['src/webview/', 'src/shared/', 'node_modules/@vscode/l10n/'];

/** The page must hold nothing of the host: see the drawing of the layers in CONTRIBUTING.md. */
function refuseForeignFilesInPage(metafile) {
  const foreign = Object.keys(metafile.inputs).filter(
    (file) => !inPage.some((folder) => file.startsWith(folder)),
  );
  if (foreign.length > 0) {
    throw new Error(`The webview bundle holds files of other layers: ${foreign.join(', ')}`);
  }
}

/** What the page's script imports at once, below dist/webview: its document names it, so that all is loaded together. */
function firstChunks({ outputs }) {
  const files = new Set(['dist/webview/panel.js']);
  for (const file of files) {
    for (const { path: target, kind } of outputs[file].imports) {
      if (kind === 'import-statement') {
        files.add(target);
      }
    }
  }
  return [...files].slice(1).map((file) => path.posix.relative('dist/webview', file));
}

async function copyIcons() {
  await mkdir('dist/webview', { recursive: true });
  for (const file of ['codicon.css', 'codicon.ttf']) {
    await copyFile(path.join('node_modules/@vscode/codicons/dist', file), path.join('dist/webview', file));
  }
}

async function buildAll() {
  await rm('dist', { recursive: true, force: true });
  await copyIcons();
  const page = await build(webview);
  refuseForeignFilesInPage(page.metafile);
  const host = await build({
    ...extension,
    // As one text: esbuild would put a list into a module that every file imports.
    define: { PAGE_CHUNKS: JSON.stringify(firstChunks(page.metafile).join(' ')) },
  });
  // The bundle test reads what went into which file.
  await mkdir('out', { recursive: true });
  await build(entry);
  await writeFile('out/extension.meta.json', JSON.stringify(host.metafile));
  await writeFile('out/webview.meta.json', JSON.stringify(page.metafile));
  if (flags.has('--tests')) {
    const minified = await build({ ...extension, minify: true, sourcemap: false, write: false });
    await writeFile('out/minified.meta.json', JSON.stringify(minified.metafile));
    await rm('out/test', { recursive: true, force: true });
    await Promise.all([build(await nodeTests()), build(await integrationTests())]);
  }
}

async function watchAll() {
  await copyIcons();
  for (const options of [entry, extension, webview]) {
    const watched = await context({ ...options, logLevel: 'info' });
    await watched.watch();
  }
}

await (flags.has('--watch') ? watchAll() : buildAll());
