import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { findCycle, type Edge } from './graph';
import { importsOf, parse, readSources, type Import } from './sources';

/**
 * The folders of each layer, lowest first. A folder may import from those of the lines before its own; folders of one
 * line never import each other.
 */
const order: Readonly<Record<string, readonly string[]>> = {
  shared: ['.'],
  core: [
    'util prompts image/header',
    'model',
    'http/policy image keys providers',
    'http/response image/metadata providerSettings spending',
    'http/transport',
    'http',
    'apis/common',
    'apis/response storage',
    'apis/automatic1111 apis/comfyui apis/gemini apis/imini apis/openai apis/placeholder apis/tasks',
    'apis',
    'generate',
    'journal',
    'history',
  ],
  app: [
    '.',
    'project',
    'providers',
    'form keys',
    'history jobs references spending',
    'prompts',
    'generate',
    'recovery',
  ],
  protocol: ['.'],
  extension: [
    'text',
    'platform',
    'jobs keys',
    'ports',
    'addProvider history prompts references',
    'panel/base',
    'panel/form panel/viewer',
    'commands panel/gallery',
    'panel',
    '.',
  ],
  webview: [
    'model',
    'ui update',
    'form gallery viewer/compare viewer/mask viewer/refine viewer/resize',
    'viewer',
    '.',
  ],
};

/** The only files that lie in a layer's own folder, apart from `shared` and `protocol`, which have no other. */
const rootFiles: Readonly<Record<string, readonly string[]>> = {
  core: [],
  app: ['ports.ts', 'questions.ts', 'services.ts'],
  extension: ['commands.ts', 'entry.ts', 'extension.ts', 'vscodeApi.ts'],
  webview: ['main.ts', 'page.ts', 'update.ts'],
};

/** Files by design alone in their folder. */
const lonely = ['src/core/apis', 'src/core/apis/imini', 'src/webview/viewer'];

const mostFiles = 20;

interface Place {
  readonly layer: string;
  /** Below the layer; `.` for its own folder. */
  readonly folder: string;
}

function placeOf(file: string): Place {
  const [, layer = '', ...below] = path.posix.dirname(file).split('/');
  return { layer, folder: below.length === 0 ? '.' : below.join('/') };
}

/** The line of a folder in `order`, counted from 0; -1 for one that stands in none. */
function lineOf({ layer, folder }: Place): number {
  return (order[layer] ?? []).findIndex((line) => line.split(' ').includes(folder));
}

/** Whether an import goes down within its layer; what leaves the layer is the business of the layers' test. */
function goesDown({ from, target }: Import): boolean {
  if (target === undefined) {
    return true;
  }
  const [start, end] = [placeOf(from), placeOf(target)];
  return start.layer !== end.layer || start.folder === end.folder || lineOf(end) < lineOf(start);
}

function folderEdges(imports: readonly Import[]): readonly Edge[] {
  return imports.flatMap(({ from, target }) => {
    const edge = { from: path.posix.dirname(from), target: target && path.posix.dirname(target) };
    return edge.target === undefined || edge.from === edge.target ? [] : [edge];
  });
}

function countFiles(files: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const file of files) {
    const folder = path.posix.dirname(file);
    counts.set(folder, (counts.get(folder) ?? 0) + 1);
  }
  return counts;
}

/** @returns what is wrong with the number of files of each folder */
function findCrowds(files: readonly string[]): readonly string[] {
  return Array.from(countFiles(files)).flatMap(([folder, count]) =>
    count > mostFiles || (count === 1 && !lonely.includes(folder)) ? [`${folder}: ${count}`] : [],
  );
}

/** @returns files in a layer's own folder that have no business there */
function findLoose(files: readonly string[]): readonly string[] {
  return files.filter((file) => {
    const { layer, folder } = placeOf(file);
    const allowed = rootFiles[layer];
    return allowed && folder === '.' && !allowed.includes(path.posix.basename(file));
  });
}

describe('Folders', () => {
  const sources = readSources('src');
  const files = sources.map(({ file }) => file);
  const imports = sources.flatMap((source) => importsOf(source));

  it('stand in the order of their layer, and every folder of the order is there', () => {
    const found = new Set(files.map(placeOf).map(({ layer, folder }) => `${layer}/${folder}`));
    const named = Object.entries(order).flatMap(([layer, lines]) =>
      lines.flatMap((line) => line.split(' ').map((folder) => `${layer}/${folder}`)),
    );
    assert.deepEqual(Array.from(found).toSorted(), named.toSorted());
  });

  it('import downwards only, types counted', () => {
    const upwards = imports.filter((each) => !goesDown(each));
    assert.deepEqual(
      upwards.map(({ from, specifier }) => `${from}: ${specifier}`),
      [],
    );
  });

  it('never lead back to themselves, across the layers and with types counted', () => {
    assert.deepEqual(findCycle(folderEdges(imports)), undefined);
  });

  it('hold two to twenty files', () => {
    assert.deepEqual(findCrowds(files), []);
  });

  it('hold everything but the named files of a layer', () => {
    assert.deepEqual(findLoose(files), []);
  });

  describe('are checked so that a planted mistake shows:', () => {
    const down = (file: string, text: string): readonly boolean[] =>
      importsOf(parse(file, text)).map((each) => goesDown(each));

    it('an import upwards, of a type as well', () => {
      const planted = 'src/core/http/client.ts';
      assert.deepEqual(down(planted, "import type { Api } from '../apis/common/api';"), [false]);
      assert.deepEqual(down(planted, "const { x } = await import('../journal/journal');"), [false]);
      assert.deepEqual(down(planted, "import type { EaselError } from '../model/errors';"), [true]);
    });

    it('an import from a sibling', () => {
      const planted = 'src/webview/form/modelField.ts';
      assert.deepEqual(down(planted, "import { x } from '../gallery/jobList';"), [false]);
      assert.deepEqual(down(planted, "import { x } from './seedField';"), [true]);
    });

    it('a circle of two folders', () => {
      const edges = [
        ...importsOf(parse('src/core/model/recipe.ts', "import type { A } from '../image/pixels';")),
        ...importsOf(parse('src/core/image/pixels.ts', "import type { B } from '../model/recipe';")),
      ];
      assert.deepEqual(findCycle(folderEdges(edges)), ['src/core/model', 'src/core/image', 'src/core/model']);
    });

    it('a crowded folder, a lonely file and a loose one', () => {
      const crowd = Array.from({ length: 21 }, (_, index) => `src/core/image/planted${index}.ts`);
      assert.deepEqual(findCrowds([...crowd, 'src/core/planted/one.ts']), [
        'src/core/image: 21',
        'src/core/planted: 1',
      ]);
      assert.deepEqual(findLoose(['src/core/planted.ts', 'src/extension/extension.ts']), [
        'src/core/planted.ts',
      ]);
    });
  });

  it('a way back is found through several files', () => {
    const edge = (from: string, target: string): Edge => ({ from, target });
    const back = [edge('a', 'b'), edge('b', 'c'), edge('c', 'd'), edge('c', 'b')];
    assert.deepEqual(findCycle(back), ['b', 'c', 'b']);
    assert.equal(findCycle([edge('a', 'b'), edge('a', 'c'), edge('b', 'c')]), undefined);
  });

  it('of the unit tests are those of src, or stand on a list', () => {
    const own = ['architecture', 'properties', 'servers'];
    const tests = readdirSync('test/unit', { recursive: true, encoding: 'utf8' })
      .map((file) => file.replaceAll(path.sep, '/'))
      .filter((file) => file.endsWith('.test.ts'));
    const folders = new Set(files.map((file) => path.posix.dirname(file).replace(/^src\//u, '')));
    const strangers = tests
      .map((file) => path.posix.dirname(file))
      .filter((folder) => !folders.has(folder) && !own.includes(folder));
    assert.deepEqual(Array.from(new Set(strangers)), []);
  });
});
