import * as vscode from 'vscode';
import type { KeptPrompt } from '../../core/prompts/promptHistory';

/** What Easel itself changes, told to whoever shows it. What the settings and files change, VS Code tells. */
export class Events implements vscode.Disposable {
  private readonly model = new vscode.EventEmitter<void>();
  private readonly prompts = new vscode.EventEmitter<readonly KeptPrompt[]>();
  private readonly providers = new vscode.EventEmitter<void>();
  private readonly additions = new vscode.EventEmitter<void>();

  /** Another model was chosen outside the page. */
  readonly onDidChangeModel = this.model.event;
  /** The list of prompts is another one now. */
  readonly onDidChangePrompts = this.prompts.event;
  /** The models that can be chosen are others now. */
  readonly onDidChangeProviders = this.providers.event;
  /** The user decided about the style file. */
  readonly onDidChangeAdditions = this.additions.event;

  modelChanged(): void {
    this.model.fire();
  }

  promptsChanged(prompts: readonly KeptPrompt[]): void {
    this.prompts.fire(prompts);
  }

  providersChanged(): void {
    this.providers.fire();
  }

  additionsChanged(): void {
    this.additions.fire();
  }

  dispose(): void {
    vscode.Disposable.from(this.model, this.prompts, this.providers, this.additions).dispose();
  }
}
