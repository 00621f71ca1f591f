import * as vscode from 'vscode';
import type { Recipe } from '../../core/recipe';
import type { Parts } from '../parts';
import type { Panel } from './panel';

export const panelViewType = 'easel.panel';

/** The one panel, loaded and opened when someone first wants it. */
export class LazyPanel implements vscode.Disposable {
  private panel: Panel | undefined;

  /** @param parts as a function, since they hold the panel themselves. */
  constructor(private readonly parts: () => Parts) {}

  async show(): Promise<void> {
    await this.open();
  }

  async addReferences(images: readonly vscode.Uri[]): Promise<void> {
    const panel = await this.open();
    await panel.addReferences(images);
  }

  async useRecipe(recipe: Recipe): Promise<void> {
    const panel = await this.open();
    await panel.useRecipe(recipe);
  }

  /** Tells the page, where there is one. */
  async modelChosen(): Promise<void> {
    await this.panel?.modelChosen();
  }

  /** VS Code brings back a panel that was open when the window was reloaded. */
  async restore(webviewPanel: vscode.WebviewPanel): Promise<void> {
    await this.attach(webviewPanel);
  }

  dispose(): void {
    this.panel?.dispose();
  }

  private async open(): Promise<Panel> {
    if (this.panel) {
      this.panel.reveal();
      return this.panel;
    }
    return this.attach(
      vscode.window.createWebviewPanel(panelViewType, 'Easel', vscode.ViewColumn.Active, {
        enableScripts: true,
      }),
    );
  }

  private async attach(webviewPanel: vscode.WebviewPanel): Promise<Panel> {
    const loaded = await import('./panel');
    const panel = new loaded.Panel(webviewPanel, this.parts());
    this.panel = panel;
    webviewPanel.onDidDispose(() => {
      panel.dispose();
      this.panel = undefined;
    });
    return panel;
  }
}

export function registerPanelRestore(panel: LazyPanel): vscode.Disposable {
  return vscode.window.registerWebviewPanelSerializer(panelViewType, {
    deserializeWebviewPanel: (webviewPanel) => panel.restore(webviewPanel),
  });
}
