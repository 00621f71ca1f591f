import * as vscode from 'vscode';

/** Remembers where the person was typing, since a panel or a preview takes the focus away. */
export class LastTextEditor implements vscode.Disposable {
  private editor = vscode.window.activeTextEditor;

  private readonly subscription = vscode.window.onDidChangeActiveTextEditor((editor) => {
    this.editor = editor ?? this.editor;
  });

  /** `undefined` when that editor is no longer on the screen. */
  get(): vscode.TextEditor | undefined {
    const visible = vscode.window.visibleTextEditors;
    const document = this.editor?.document;
    return visible.find((editor) => editor.document === document) ?? visible[0];
  }

  dispose(): void {
    this.subscription.dispose();
  }
}
