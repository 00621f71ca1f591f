// A small reader of the project's own Markdown: links, headings, tables, labels, and examples.
import { readFileSync } from 'node:fs';
import path from 'node:path';

export interface Page {
  readonly file: string;
  /** Without fenced code. */
  readonly text: string;
  /** The content of fenced code, by its language. */
  readonly examples: readonly { readonly language: string; readonly code: string }[];
}

export function readPage(file: string): Page {
  return parsePage(file, readFileSync(file, 'utf8'));
}

export function parsePage(file: string, source: string): Page {
  const fence = /^```(?<language>\w*)[^\n]*\n(?<code>.*?)^```$/gmsu;
  return {
    file,
    text: source.replaceAll(fence, ''),
    examples: Array.from(source.matchAll(fence), ({ groups }) => ({
      language: groups?.language ?? '',
      code: groups?.code ?? '',
    })),
  };
}

/** The cells of every table row whose first cell begins with these words, whether or not they are a link. */
export function rowsOf({ text }: Page, first: string): readonly (readonly string[])[] {
  return text
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) =>
      line
        .slice(1, -1)
        .split(' | ')
        .map((cell) => cell.trim()),
    )
    .filter(([cell = '']) => cell.replace(/^\[/u, '').replace(/\].*$/u, '') === first);
}

/** What links and pictures lead to, references resolved: `file.md#anchor`, `#anchor`, or an address. */
export function targetsIn({ text }: Page): readonly string[] {
  const definitions = Array.from(text.matchAll(/^\[[^\]]+\]: (\S+)$/gmu), ([, target = '']) => target);
  const inline = Array.from(text.matchAll(/\]\(([^)\s]+)\)/gu), ([, target = '']) => target);
  return [...inline, ...definitions];
}

/** `[text][name]` whose `name` is defined nowhere, which would be shown as it is. */
export function undefinedReferences({ text }: Page): readonly string[] {
  const defined = new Set(Array.from(text.matchAll(/^\[([^\]]+)\]: /gmu), ([, name = '']) => name));
  return Array.from(text.matchAll(/\]\[([^\]]+)\]/gu), ([, name = '']) => name).filter(
    (name) => !defined.has(name),
  );
}

/** Anchors as GitHub makes them from headings. */
export function anchorsIn({ text }: Page): readonly string[] {
  const seen = new Map<string, number>();
  return headingsIn(text).map((heading) => {
    const slug = heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-');
    const times = seen.get(slug) ?? 0;
    seen.set(slug, times + 1);
    return times === 0 ? slug : `${slug}-${times}`;
  });
}

export function headingsIn(text: string): readonly string[] {
  return Array.from(text.matchAll(/^#{1,6} (.+)$/gmu), ([, heading = '']) => heading);
}

/** Bold text is a label of the product. A whole sentence in bold is not. */
export function labelsIn({ text }: Page): readonly string[] {
  return Array.from(text.matchAll(/\*\*([^*]+)\*\*/gu), ([, label = '']) => label).filter(
    (label) => !label.endsWith('.'),
  );
}

/** Every link of the pages that leads to no file, or to no heading of it. */
export function brokenLinks(pages: readonly Page[], exists: (file: string) => boolean): readonly string[] {
  return pages.flatMap((page) => {
    const broken = targetsIn(page).filter((target) => {
      if (/^[a-z]+:/u.test(target)) {
        return false;
      }
      const [link = '', anchor] = target.split('#');
      const file = link === '' ? page.file : path.posix.join(path.posix.dirname(page.file), link);
      const linked = pages.find((each) => each.file === file);
      return anchor === undefined ? !exists(file) : !(linked && anchorsIn(linked).includes(anchor));
    });
    return [...broken, ...undefinedReferences(page)].map((target) => `${page.file}: ${target}`);
  });
}
