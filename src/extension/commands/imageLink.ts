import path from 'node:path';
import { getOwn } from '../../core/util/getOwn';

/** What a link needs to know of the document that it goes into. */
export interface LinkPlace {
  /** VS Code's language id. */
  readonly languageId: string;
  /** Path of the document, with forward slashes; empty for one that was never saved. */
  readonly documentPath: string;
  /** Other text stands on the line that it goes into. */
  readonly isInLine?: boolean;
}

type LinkForm = (path: string, alt: string, place: LinkPlace) => string;

const html: LinkForm = (target, alt) =>
  `<img src="${escapeSnippet(escapeHtml(target))}" alt="${selected(escapeHtml(alt))}">`;
const jsx: LinkForm = (target, alt) =>
  `<img src="${escapeSnippet(escapeHtml(target))}" alt="${selected(escapeHtml(alt))}" />`;
/** HTML in which braces are code, also inside an attribute. */
const template: LinkForm = (target, alt) =>
  `<img src="${escapeSnippet(escapeTemplate(target))}" alt="${selected(escapeTemplate(alt))}">`;
// A backslash would take away the meaning of the bracket behind it.
const markdown: LinkForm = (target, alt) =>
  `![${selected(alt.replaceAll(/[[\]\\]/gu, ' '))}](${escapeSnippet(target)})`;
/** Markdown in which braces are code and what looks like a tag is one: https://mdxjs.com/docs/what-is-mdx/ */
const mdx: LinkForm = (target, alt, place) => markdown(target, escapeTemplate(alt), place);
const css: LinkForm = (target) => `url("${escapeSnippet(target)}")`;

/** Alone on its line a block, else in the middle of the text. A comma or an equals sign would begin an attribute. */
const asciidoc: LinkForm = (target, alt, { isInLine = false }) => {
  const escaped = escapeSnippet(escapeAsciidoc(alt));
  return `image:${isInLine ? '' : ':'}${escapeSnippet(target)}[\${1:${escaped}}]`;
};

/** The form of an image in each language; every other language gets the plain path. */
const forms: Readonly<Record<string, LinkForm>> = {
  markdown,
  mdx,
  html,
  vue: html,
  'vue-html': html,
  svelte: template,
  astro: html,
  handlebars: template,
  php: html,
  javascriptreact: jsx,
  typescriptreact: jsx,
  css,
  scss: css,
  less: css,
  asciidoc,
};

/** VS Code has no language of its own for these: without an extension for them their documents are plain text. */
const languagesByEnding: Readonly<Record<string, string>> = {
  mdx: 'mdx',
  qmd: 'markdown',
  rmd: 'markdown',
  vue: 'vue',
  svelte: 'svelte',
  astro: 'astro',
  njk: 'handlebars',
  liquid: 'handlebars',
  twig: 'handlebars',
  adoc: 'asciidoc',
  asciidoc: 'asciidoc',
  asc: 'asciidoc',
};

function formFor({ languageId, documentPath }: LinkPlace): LinkForm | undefined {
  const ending = path.posix.extname(documentPath).slice(1).toLowerCase();
  // VS Code is often told to take MDX for Markdown, and it compiles as MDX all the same.
  const isMdx = languageId === 'markdown' && ending === 'mdx';
  return (isMdx ? mdx : getOwn(forms, languageId)) ?? getOwn(forms, getOwn(languagesByEnding, ending) ?? '');
}

/**
 * A snippet (VS Code's snippet syntax) that shows the image, with its alternative text as the selected placeholder.
 * The path is relative to the document, so that the link holds wherever the project lies.
 */
export function linkSnippet(imagePath: string, alt: string, place: LinkPlace): string {
  const { documentPath } = place;
  const relative =
    documentPath === '' ? imagePath : path.posix.relative(path.posix.dirname(documentPath), imagePath);
  const form = formFor(place);
  if (!form) {
    return escapeSnippet(relative);
  }
  const encoded = relative.split('/').map(encodeSegment).join('/');
  return form(encoded, oneLine(alt), place);
}

/** Parentheses are allowed in a URL, but would end a Markdown link. */
function encodeSegment(segment: string): string {
  return encodeURIComponent(segment).replaceAll('(', '%28').replaceAll(')', '%29');
}

/** A placeholder, which is selected when the snippet has been inserted. */
function selected(text: string): string {
  return `\${1:${escapeSnippet(text)}}`;
}

function escapeSnippet(text: string): string {
  return text.replaceAll(/[\\$}]/gu, (character) => `\\${character}`);
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}

function escapeTemplate(text: string): string {
  return escapeHtml(text).replaceAll('{', '&#123;').replaceAll('}', '&#125;');
}

function escapeAsciidoc(text: string): string {
  const quoted = /[,="]/u.test(text) ? `"${text.replaceAll('"', '\\"')}"` : text;
  return quoted.replaceAll(']', '\\]');
}

/** Alternative texts are read aloud; a whole prompt of several paragraphs is not one. */
function oneLine(text: string): string {
  const line = text.toWellFormed().replaceAll(/\s+/gu, ' ').trim();
  const characters = Array.from(line);
  return characters.length > 120 ? `${characters.slice(0, 119).join('')}…` : line;
}
