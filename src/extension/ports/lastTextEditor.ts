import * as vscode from 'vscode';
import { uriOfTab } from '../platform/tabs';

/** Remembers where the user was typing, since a panel or a preview takes the focus away. */
export class LastTextEditor implements vscode.Disposable {
  private editor = vscode.window.activeTextEditor;

  private readonly subscription = vscode.window.onDidChangeActiveTextEditor((editor) => {
    this.editor = editor ?? this.editor;
  });

  /** An editor behind the panel or an image counts; one whose tab is closed gives way to any that is on the screen. */
  get(): vscode.TextEditor | undefined {
    const visible = vscode.window.visibleTextEditors;
    const document = this.editor?.document;
    const shown = visible.find((editor) => editor.document === document);
    return shown ?? (document && hasTab(document) ? this.editor : visible[0]);
  }

  dispose(): void {
    this.subscription.dispose();
  }
}

function hasTab({ uri }: vscode.TextDocument): boolean {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  return tabs.some(({ input }) => uriOfTab(input)?.toString() === uri.toString());
}
