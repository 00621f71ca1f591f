import * as vscode from 'vscode';
import type { Recipe } from '../../core/recipe';
import type { HostMessage } from '../../messages/hostMessages';
import type { PanelForm } from '../../messages/views';
import type { Job } from '../job';
import type { GenerateForm } from '../generateForm';
import type { Parts } from '../parts';
import type { Panel } from './panel';

export const panelViewType = 'easel.panel';

/** The one panel, loaded and opened when someone first wants it. */
export class LazyPanel implements vscode.Disposable {
  private panel: Promise<Panel> | undefined;

  /** The form as it was when the panel was closed. */
  draft: PanelForm | undefined;

  /** @param parts as a function, since they hold the panel themselves. */
  constructor(private readonly parts: () => Parts) {}

  async show(): Promise<void> {
    await this.open();
  }

  async addReferences(images: readonly vscode.Uri[]): Promise<void> {
    const panel = await this.open();
    await panel.addReferences(images);
  }

  /** Shows the form of a command, filled in, for the person to look at and to generate. */
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

  /** Tells the page, where there is one. */
  async modelChosen(): Promise<void> {
    await (await this.panel)?.modelChosen();
  }

  /** The models that can be chosen are others now. */
  async providersChanged(): Promise<void> {
    await (await this.panel)?.postProviders();
  }

  /** Says something to the page, where there is one. */
  async post(message: HostMessage): Promise<void> {
    (await this.panel)?.post(message);
  }

  /** The person decided about the style file, or a preset has changed. */
  async additionsChanged(): Promise<void> {
    await (await this.panel)?.postAdditions();
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
      ({ Panel: LoadedPanel }) => new LoadedPanel(webviewPanel, this.parts()),
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
