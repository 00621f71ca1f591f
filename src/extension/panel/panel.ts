import * as vscode from 'vscode';
import type { HistoryQuery } from '../../shared/historyQuery';
import type { Recipe } from '../../core/model/recipe';
import type { HostMessage } from '../../protocol/hostMessages';
import { pageMessage } from '../../protocol/pageMessages';
import type { PanelForm } from '../../protocol/views';
import type { Job } from '../../app/jobs/job';
import { isKeyName } from '../../app/keys/keyStore';
import { currentModel } from '../../app/providers/modelChoice';
import { maskMissingText } from '../text/maskText';
import type { JobServices } from '../ports/services';
import { sanitize } from '../text/plainText';
import { readPrompts } from '../../app/prompts/promptHistory';
import { reportError } from '../jobs/jobActions';
import { isInWorkspace } from '../../app/project/paths';
import { additionsView, onDidChangeAdditions } from './form/additions';
import { chosenFolder, type GenerateForm } from '../../app/form/generateForm';
import { isReferencePlace, masksFolder } from '../../app/references/referenceStore';
import { folderView } from './form/folderView';
import { formOfJob } from './form/jobForm';
import { handlePageMessage, type HostOfPage } from './handlePageMessage';
import { PanelHistory } from './gallery/panelHistory';
import { RecipeOffers } from './form/recipeOffers';
import { pageHtml, pageOptions } from './pageHtml';
import { tellReferencesLeftOut } from './form/referencesLeftOut';
import { fillFromRecipe } from './form/recipeForm';
import { estimateOfPanelForm } from './form/estimate';
import { jobView } from './gallery/jobView';
import { freshForm, providerViews, referenceView } from './form/views';
import { withWaiting } from './waitingMessages';
import { watchJobs } from './gallery/watchJobs';
import { panelFormOf } from './form/panelForm';
import { Uploads } from './base/uploads';

/** The form as it was when the panel was closed. */
export interface LastForm {
  form?: PanelForm | undefined;
}

/** The host's side of the page: what it says, and who hears what the page says. */
export class Panel implements vscode.Disposable, HostOfPage {
  private readonly subscriptions: vscode.Disposable[] = [];
  /** What was said before the page had loaded; `undefined` from then on. */
  private waiting: readonly HostMessage[] | undefined = [];
  private isDisposed = false;

  readonly history: PanelHistory;
  readonly recipes: RecipeOffers;
  /** What the page was asked for. */
  readonly uploads = new Uploads();
  resizeOffer: HostOfPage['resizeOffer'];

  constructor(
    private readonly webviewPanel: vscode.WebviewPanel,
    private readonly parts: JobServices,
    private readonly lastForm: LastForm,
  ) {
    const { context, jobs, events } = parts;
    webviewPanel.iconPath = vscode.Uri.joinPath(context.extensionUri, 'media', 'icon.png');
    webviewPanel.webview.options = pageOptions(parts);
    const post = (message: HostMessage): void => this.post(message);
    this.history = new PanelHistory({ parts, webview: webviewPanel.webview, post });
    this.recipes = new RecipeOffers({
      ...{ parts, post },
      formInPage: () => this.form,
      useRecipe: (recipe) => this.useRecipe(recipe),
    });
    this.subscriptions.push(
      new vscode.Disposable(() => this.history.dispose()),
      webviewPanel.webview.onDidReceiveMessage((message: unknown) => this.receive(message)),
      webviewPanel.onDidChangeViewState(() => this.refreshWhenShown()),
      watchJobs(jobs, {
        webview: webviewPanel.webview,
        post,
        postResults: (endedJob) => this.inBackground(this.postResults(endedJob)),
      }),
      events.onDidChangeModel(() => this.inBackground(this.modelChosen())),
      events.onDidChangePrompts((prompts) => this.post({ type: 'prompts', prompts })),
      events.onDidChangeProviders(() => this.inBackground(this.postProviders())),
      events.onDidChangeAdditions(() => this.inBackground(this.postAdditions())),
      context.secrets.onDidChange(({ key }) => {
        if (isKeyName(key)) {
          this.inBackground(this.postProviders());
        }
      }),
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration('easel')) {
          this.inBackground(this.postProviders());
        }
        if (change.affectsConfiguration('easel.outputFolder')) {
          this.inBackground(this.postSettingFolder());
        }
      }),
      // Which folder the setting means depends on the document in front.
      vscode.window.onDidChangeActiveTextEditor(() => this.inBackground(this.postSettingFolder())),
      onDidChangeAdditions(() => this.inBackground(this.postAdditions())),
      parts.files.onDidChangeFolders(() => this.allowResources()),
      vscode.workspace.onDidDeleteFiles(() => this.inBackground(this.postResults())),
      vscode.workspace.onDidRenameFiles(() => this.inBackground(this.postResults())),
    );
    webviewPanel.webview.html = pageHtml(webviewPanel.webview, context);
    this.inBackground(this.history.prepare());
  }

  /** As the page showed it last. */
  get form(): PanelForm | undefined {
    return this.lastForm.form;
  }

  set form(form: PanelForm | undefined) {
    this.lastForm.form = form;
  }

  get webview(): vscode.Webview {
    return this.webviewPanel.webview;
  }

  reveal(): void {
    this.webviewPanel.reveal();
    this.post({ type: 'focusPrompt' });
  }

  /** A message to a page that is still loading waits for it. */
  post(message: HostMessage): void {
    if (this.isDisposed) {
      return;
    }
    if (this.waiting) {
      this.waiting = withWaiting(this.waiting, message);
    } else {
      this.inBackground(this.webview.postMessage(message));
    }
  }

  /** Answers `ready`: everything that is needed to draw, then what was said meanwhile. */
  async start(form: PanelForm = this.form ?? freshForm(this.parts), query?: HistoryQuery): Promise<void> {
    const references = form.references.map(({ uri }) => uri).filter(this.isPlace);
    const isFolderHere = form.folder !== '' && isInWorkspace(this.parts.files, form.folder);
    let onShown: (() => void) | undefined;
    const shown = new Promise<void>((resolve) => (onShown = resolve));
    try {
      const [history, providers, referenceViews, folderFacts, prompts, additions] = await Promise.all([
        this.history.start(query, shown),
        providerViews(this.parts),
        this.viewsOf(references),
        folderView(isFolderHere ? form.folder : undefined, this.parts),
        readPrompts(this.parts),
        additionsView(this.parts),
      ]);
      const jobs = this.parts.jobs.list().map((job) => jobView(job, this.webview));
      this.postFirst({
        type: 'init',
        translations: vscode.l10n.bundle ?? {},
        ...{ providers, form, references: referenceViews, folder: folderFacts, jobs, prompts, additions },
        ...history,
        dropTicket: this.recipes.dropTicket,
        maskFolder: this.webview
          .asWebviewUri(vscode.Uri.file(masksFolder(this.parts.storage.folder)))
          .toString(),
      });
    } finally {
      onShown?.();
    }
    this.postEstimate(form);
  }

  /** The page has loaded: it gets what it needs to draw, and what was said meanwhile. */
  private postFirst(init: HostMessage): void {
    const waiting = this.waiting ?? [];
    this.waiting = undefined;
    for (const message of [init, ...waiting]) {
      this.post(message);
    }
  }

  /** Says what the form would cost, for each model and variation. */
  postEstimate(form: PanelForm): void {
    this.post({ type: 'estimate', text: estimateOfPanelForm(this.parts.settings, form) });
  }

  async addReferences(images: readonly string[]): Promise<void> {
    const inside = images.filter(this.isPlace);
    tellReferencesLeftOut(images.length - inside.length);
    this.post({ type: 'addReferences', references: await this.viewsOf(inside) });
  }

  /** What a command asked for, where it is the panel that can do it: the user looks at it and generates. */
  async useForm(form: GenerateForm): Promise<void> {
    const folder = chosenFolder(form.target);
    this.post({
      type: 'fillForm',
      form: panelFormOf(form),
      references: await this.viewsOf(form.references.map(({ uri }) => uri).filter(this.isPlace)),
    });
    if (folder !== undefined) {
      this.post({ type: 'folder', folder: await folderView(folder, this.parts), chosen: true });
    }
  }

  /** A recipe may come from a stranger's file: it only fills the form, and only with what exists here. */
  async useRecipe(recipe: Recipe): Promise<void> {
    const filled = await fillFromRecipe(recipe, this.parts);
    const { form, references, missing, missingPresets } = filled;
    this.post({ type: 'fillForm', form, references: await this.viewsOf(references) });
    if (missing.length > 0) {
      void vscode.window.showWarningMessage(
        vscode.l10n.t('References that are no longer here: {0}', sanitize(missing.join(', '))),
      );
    }
    if (filled.isMaskMissing) {
      void vscode.window.showWarningMessage(maskMissingText());
    }
    if (missingPresets.length > 0) {
      void vscode.window.showWarningMessage(
        vscode.l10n.t('Presets that are no longer here: {0}', sanitize(missingPresets.join(', '))),
      );
    }
  }

  async postAdditions(): Promise<void> {
    this.post({ type: 'additions', additions: await additionsView(this.parts) });
  }

  async editJob(job: Job): Promise<void> {
    const { form, references, folder } = await formOfJob(job, this.parts);
    this.post({ type: 'editForm', form, folder, references: await this.viewsOf(references) });
    this.post({ type: 'focusPrompt' });
  }

  private async modelChosen(): Promise<void> {
    await this.postProviders();
    const { provider, model } = currentModel(this.parts);
    this.post({ type: 'model', providerId: provider.id, modelId: model.id });
  }

  /** @param endedJob the job whose tile goes in the same step */
  async postResults(endedJob?: string): Promise<void> {
    try {
      await this.history.refresh(endedJob);
    } catch (error) {
      // A history that cannot be read must not keep the tile of a job that is over.
      if (endedJob !== undefined) {
        this.post({ type: 'jobRemoved', id: endedJob });
      }
      throw error;
    }
  }

  dispose(): void {
    this.isDisposed = true;
    vscode.Disposable.from(...this.subscriptions).dispose();
  }

  private readonly isPlace = (uri: string): boolean =>
    isReferencePlace(this.parts.files, this.parts.storage.folder, uri);

  private async postProviders(): Promise<void> {
    this.post({ type: 'providers', providers: await providerViews(this.parts) });
  }

  private async postSettingFolder(): Promise<void> {
    this.post({ type: 'folder', folder: await folderView(undefined, this.parts), chosen: false });
  }

  private viewsOf(references: readonly string[]): Promise<HostReferenceViews> {
    return Promise.all(references.map((uri) => referenceView(this.parts.files, uri, this.webview)));
  }

  /** Where this changes what the page may load, VS Code loads the page anew, and it will ask again. */
  private allowResources(): void {
    const options = pageOptions(this.parts);
    if (String(options.localResourceRoots) !== String(this.webview.options.localResourceRoots)) {
      this.waiting ??= [];
      this.webview.options = options;
    }
  }

  /** A hidden page is gone; it will ask again when it is shown. */
  private refreshWhenShown(): void {
    if (!this.webviewPanel.visible) {
      this.waiting ??= [];
    }
  }

  private async receive(message: unknown): Promise<void> {
    const { success, data } = pageMessage.safeParse(message);
    if (!success) {
      this.parts.log.warn('The panel sent a message that Easel does not know; it was ignored.');
      return;
    }
    try {
      await handlePageMessage(data, { panel: this, parts: this.parts });
    } catch (error) {
      // What the page wished for has lost its place when the panel was closed meanwhile.
      if (!this.isDisposed) {
        await reportError(error, this.parts);
      }
    }
  }

  private inBackground(work: Thenable<unknown>): void {
    work.then(undefined, (error: unknown) => {
      this.parts.log.failure(error);
    });
  }
}

type HostReferenceViews = Extract<HostMessage, { type: 'addReferences' }>['references'];
