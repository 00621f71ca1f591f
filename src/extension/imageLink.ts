import path from 'node:path';

/** What a link needs to know of the document that it goes into. */
export interface LinkPlace {
  /** VS Code's language id. */
  readonly languageId: string;
  /** Path of the document, with forward slashes; empty for one that was never saved. */
  readonly documentPath: string;
}

type LinkForm = (path: string, alt: string) => string;

const html: LinkForm = (target, alt) => `<img src="${escapeHtml(target)}" alt="\${1:${escapeHtml(alt)}}">`;
const jsx: LinkForm = (target, alt) => `<img src="${escapeHtml(target)}" alt="\${1:${escapeHtml(alt)}}" />`;
const markdown: LinkForm = (target, alt) => `![\${1:${alt.replaceAll(/[[\]]/gu, ' ')}}](${target})`;
const css: LinkForm = (target) => `url("${target}")`;

/** The form of an image in each language; every other language gets the plain path. */
const forms: Readonly<Record<string, LinkForm>> = {
  markdown,
  mdx: markdown,
  html,
  vue: html,
  'vue-html': html,
  svelte: html,
  astro: html,
  handlebars: html,
  php: html,
  javascriptreact: jsx,
  typescriptreact: jsx,
  css,
  scss: css,
  less: css,
};

/**
 * A snippet (VS Code's snippet syntax) that shows the image, with its alternative text as the selected placeholder.
 * The path is relative to the document, so that the link holds wherever the project lies.
 */
export function linkSnippet(imagePath: string, alt: string, { languageId, documentPath }: LinkPlace): string {
  const relative =
    documentPath === '' ? imagePath : path.posix.relative(path.posix.dirname(documentPath), imagePath);
  const form = forms[languageId];
  if (!form) {
    return escapeSnippet(relative);
  }
  const encoded = relative.split('/').map(encodeSegment).join('/');
  return form(escapeSnippet(encoded), escapeSnippet(oneLine(alt)));
}

/** Parentheses are allowed in a URL, but would end a Markdown link. */
function encodeSegment(segment: string): string {
  return encodeURIComponent(segment).replaceAll('(', '%28').replaceAll(')', '%29');
}

function escapeSnippet(text: string): string {
  return text.replaceAll(/[\\$}]/gu, (character) => `\\${character}`);
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}

/** Alternative texts are read aloud; a whole prompt of several paragraphs is not one. */
function oneLine(text: string): string {
  const line = text.replaceAll(/\s+/gu, ' ').trim();
  return line.length > 120 ? `${line.slice(0, 119)}…` : line;
}
