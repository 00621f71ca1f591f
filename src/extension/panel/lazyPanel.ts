import * as vscode from 'vscode';
import type { Recipe } from '../../core/model/recipe';
import type { Job } from '../../app/jobs/job';
import type { GenerateForm } from '../../app/form/generateForm';
import type { JobServices } from '../ports/services';
import type { LastForm, Panel } from './panel';

export const panelViewType = 'easel.panel';

/** The one panel, loaded and opened when someone first wants it. */
export class LazyPanel implements vscode.Disposable {
  private panel: Promise<Panel> | undefined;

  private readonly lastForm: LastForm = {};

  constructor(private readonly parts: JobServices) {}

  async show(): Promise<void> {
    await this.open();
  }

  /** @param images URIs */
  async addReferences(images: readonly string[]): Promise<void> {
    const panel = await this.open();
    await panel.addReferences(images);
  }

  /** Shows the form of a command, filled in, for the user to look at and to generate. */
  async useForm(form: GenerateForm): Promise<void> {
    const panel = await this.open();
    await panel.useForm(form);
  }

  async useRecipe(recipe: Recipe): Promise<void> {
    const panel = await this.open();
    await panel.useRecipe(recipe);
  }

  async editJob(job: Job): Promise<void> {
    const panel = await this.open();
    await panel.editJob(job);
  }

  /** VS Code brings back a panel that was open when the window was reloaded. */
  async restore(webviewPanel: vscode.WebviewPanel): Promise<void> {
    if (this.panel) {
      // A command was faster and has opened one.
      webviewPanel.dispose();
    } else {
      await this.attach(webviewPanel);
    }
  }

  dispose(): void {
    void this.panel?.then((panel) => panel.dispose());
  }

  private async open(): Promise<Panel> {
    const opened = this.panel;
    if (opened) {
      (await opened).reveal();
      return opened;
    }
    return this.attach(
      vscode.window.createWebviewPanel(panelViewType, 'Easel', vscode.ViewColumn.Active, {
        enableScripts: true,
      }),
    );
  }

  /** Remembered before anything is awaited, so that a second command finds this panel instead of opening another. */
  private attach(webviewPanel: vscode.WebviewPanel): Promise<Panel> {
    const attaching = import('./panel').then(
      ({ Panel: LoadedPanel }) => new LoadedPanel(webviewPanel, this.parts, this.lastForm),
    );
    this.panel = attaching;
    webviewPanel.onDidDispose(() => {
      if (this.panel === attaching) {
        this.panel = undefined;
      }
      void attaching.then((panel) => panel.dispose());
    });
    return attaching;
  }
}

export function registerPanelRestore(panel: LazyPanel): vscode.Disposable {
  return vscode.window.registerWebviewPanelSerializer(panelViewType, {
    deserializeWebviewPanel: (webviewPanel) => panel.restore(webviewPanel),
  });
}
