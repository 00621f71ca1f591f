import * as vscode from 'vscode';

/** Every pick and every box of Easel is opened here. */

/** A pick with buttons, or one that changes while it is open. */
export function openPick<Item extends vscode.QuickPickItem>(): vscode.QuickPick<Item> {
  return vscode.window.createQuickPick<Item>();
}

/** A box whose text is judged while it is typed. */
export function openBox(): vscode.InputBox {
  return vscode.window.createInputBox();
}

/** One of the items, or nothing. */
export function pickOne<Item extends vscode.QuickPickItem>(
  items: readonly Item[],
  options: vscode.QuickPickOptions,
): Thenable<Item | undefined> {
  return vscode.window.showQuickPick(items, options);
}

/** Any number of the items, or nothing. */
export function pickMany<Item extends vscode.QuickPickItem>(
  items: readonly Item[],
  options: vscode.QuickPickOptions,
): Thenable<readonly Item[] | undefined> {
  return vscode.window.showQuickPick(items, { ...options, canPickMany: true });
}

/** A line of text, or nothing. */
export function askForText(options: vscode.InputBoxOptions): Thenable<string | undefined> {
  return vscode.window.showInputBox(options);
}
