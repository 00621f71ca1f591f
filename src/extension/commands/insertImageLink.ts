import * as vscode from 'vscode';
import { pickOne } from '../platform/quickInput';
import { pickImages } from '../references/pickImages';
import { recentHistory } from '../../app/history/history';
import { linkSnippet } from './imageLink';
import type { Services } from '../ports/services';
import { sanitize } from '../text/plainText';
import { fileName } from '../../app/project/uri';
import { workspacePath } from '../platform/workspacePaths';

/** *Insert Image Link*: at the cursor of the last text editor. The image is given, or the user picks it. */
export async function insertImageLink(parts: Services, given: unknown): Promise<void> {
  const editor = parts.lastTextEditor.get();
  if (!editor) {
    await vscode.window.showInformationMessage(
      vscode.l10n.t('Open the document that the link should go into, then try again.'),
    );
    return;
  }
  const image =
    given instanceof vscode.Uri
      ? { uri: given, alt: await altTextFor(parts, given) }
      : await pickImage(parts);
  if (image) {
    await insertLink(editor, image.uri, image.alt);
  }
}

/** One undo step, with the alternative text selected; in place of the selection, as typing would be. */
export async function insertLink(editor: vscode.TextEditor, image: vscode.Uri, alt: string): Promise<void> {
  const { document, selection } = editor;
  const before = document.lineAt(selection.start.line).text.slice(0, selection.start.character);
  const behind = document.lineAt(selection.end.line).text.slice(selection.end.character);
  const isInLine = `${before}${behind}`.trim() !== '';
  const { shown, snippet } = await prepareLink(editor, image, { alt, isInLine });
  await shown.insertSnippet(new vscode.SnippetString(snippet));
}

/** The same, on a line of its own below a text, which stays. */
export async function insertLinkBelow(
  { editor, selection }: { readonly editor: vscode.TextEditor; readonly selection: vscode.Selection },
  image: vscode.Uri,
  alt: string,
): Promise<void> {
  const { shown, snippet } = await prepareLink(editor, image, { alt, isInLine: false });
  // A selection of whole lines ends at the start of the next one; the document may have become shorter meanwhile.
  const end = shown.document.validatePosition(selection.end);
  const place = end.character === 0 ? end : shown.document.lineAt(end.line).range.end;
  const text = end.character === 0 ? `\n${snippet}\n` : `\n\n${snippet}`;
  await shown.insertSnippet(new vscode.SnippetString(text), place);
}

async function prepareLink(
  editor: vscode.TextEditor,
  image: vscode.Uri,
  { alt, isInLine }: { readonly alt: string; readonly isInLine: boolean },
): Promise<{ readonly shown: vscode.TextEditor; readonly snippet: string }> {
  const { document, viewColumn } = editor;
  const saved = document.isUntitled ? undefined : document.uri;
  // An unsaved document has no place yet; the path from the workspace folder is the best guess.
  const imagePath = saved ? image.path : vscode.workspace.asRelativePath(image, false);
  const snippet = linkSnippet(imagePath, alt, {
    languageId: document.languageId,
    documentPath: saved?.path ?? '',
    isInLine,
  });
  const shown = await vscode.window.showTextDocument(document, viewColumn ? { viewColumn } : {});
  return { shown, snippet };
}

async function altTextFor(parts: Services, image: vscode.Uri): Promise<string> {
  const entries = await recentHistory(parts, 200);
  return entries.find(({ uri }) => uri === image.toString())?.recipe.prompt ?? nameWithoutEnding(image);
}

async function pickImage(
  parts: Services,
): Promise<{ readonly uri: vscode.Uri; readonly alt: string } | undefined> {
  const recent = await recentHistory(parts, 20);
  const other = { label: vscode.l10n.t('Another image of the workspace…'), alwaysShow: true };
  const items = recent.map(({ uri, recipe }) => ({
    label: sanitize(workspacePath(uri)),
    detail: sanitize(recipe.prompt),
    image: { uri: vscode.Uri.parse(uri), alt: recipe.prompt },
  }));
  const placeHolder = vscode.l10n.t('Image to link');
  const picked =
    items.length === 0
      ? other
      : await pickOne([...items, other], {
          placeHolder,
          ignoreFocusOut: true,
        });
  if (!picked || 'image' in picked) {
    return picked?.image;
  }
  const [uri] = await pickImages({ placeholder: placeHolder, canPickMany: false });
  return uri && { uri, alt: nameWithoutEnding(uri) };
}

function nameWithoutEnding(uri: vscode.Uri): string {
  return fileName(uri.toString())
    .replace(/\.[^.]*$/u, '')
    .replaceAll(/[-_]+/gu, ' ');
}
