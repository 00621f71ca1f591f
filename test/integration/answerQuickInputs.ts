import * as vscode from 'vscode';

/** What a person does at one step. */
export type Act =
  /** Picks the item with this label, as soon as it is listed. */
  | { readonly pick: string }
  /** Presses Enter as soon as the item with this label is listed, whichever is the active one. */
  | { readonly enterAt: string }
  /** Types and presses Enter. Without a text: Enter alone. */
  | { readonly type?: string }
  /** Types what is refused; the box stays, and the next act goes to it as well. */
  | { readonly refused: string }
  | 'back'
  | 'escape';

/** A step as it was seen. */
export interface SeenStep {
  readonly title: string;
  readonly step: string;
  readonly password: boolean;
  readonly value: string;
  readonly labels: readonly string[];
  /** What the box said below, to a text that was refused or noted. */
  readonly says: readonly string[];
}

export interface AnsweredQuickInputs {
  readonly seen: readonly SeenStep[];
  /** Acts that no step has come for. */
  readonly left: readonly Act[];
  readonly restore: () => void;
}

/** Answers quick picks and input boxes one after the other, in the place of VS Code's own. */
export function answerQuickInputs(acts: readonly Act[]): AnsweredQuickInputs {
  const left = [...acts];
  const seen: SeenStep[] = [];
  const { createQuickPick, createInputBox } = vscode.window;
  const create = (): FakeInput => new FakeInput(left, seen);
  Object.assign(vscode.window, { createQuickPick: create, createInputBox: create });
  return {
    seen,
    left,
    restore: () => Object.assign(vscode.window, { createQuickPick, createInputBox }),
  };
}

/** Both at once: a quick pick and an input box have the same events. */
class FakeInput {
  title = '';
  step = 0;
  totalSteps = 0;
  value = '';
  password = false;
  activeItems: readonly vscode.QuickPickItem[] = [];
  private listed: readonly vscode.QuickPickItem[] = [];
  private isShown = false;
  private readonly said: string[] = [];
  private readonly accepted = new vscode.EventEmitter<void>();
  private readonly changed = new vscode.EventEmitter<string>();
  private readonly pressed = new vscode.EventEmitter<vscode.QuickInputButton>();
  private readonly hidden = new vscode.EventEmitter<void>();
  readonly onDidAccept = this.accepted.event;
  readonly onDidChangeValue = this.changed.event;
  readonly onDidTriggerButton = this.pressed.event;
  readonly onDidHide = this.hidden.event;

  constructor(
    private readonly left: Act[],
    private readonly seen: SeenStep[],
  ) {}

  get items(): readonly vscode.QuickPickItem[] {
    return this.listed;
  }

  /** A list that comes late may hold what is waited for. */
  set items(items: readonly vscode.QuickPickItem[]) {
    this.listed = items;
    this.activeItems = items.slice(0, 1);
    if (this.isShown) {
      setImmediate(() => this.act());
    }
  }

  set validationMessage(message: string | vscode.InputBoxValidationMessage | undefined) {
    if (message !== undefined) {
      this.said.push(typeof message === 'string' ? message : message.message);
    }
  }

  show(): void {
    this.isShown = true;
    setImmediate(() => this.act());
  }

  dispose(): void {
    this.isShown = false;
  }

  private act(): void {
    const [act] = this.left;
    if (!this.isShown || act === undefined) {
      return;
    }
    const isPick = typeof act === 'object' && 'pick' in act;
    const item = isPick ? this.listed.find(({ label }) => label === act.pick) : undefined;
    const isAwaited = typeof act === 'object' && 'enterAt' in act;
    if ((isPick && !item) || (isAwaited && !this.listed.some(({ label }) => label === act.enterAt))) {
      return;
    }
    this.left.shift();
    const seen = this.look();
    if (item) {
      this.activeItems = [item];
      this.accepted.fire();
    } else if (act === 'back') {
      this.pressed.fire(vscode.QuickInputButtons.Back);
    } else if (act === 'escape') {
      this.hidden.fire();
    } else if ('refused' in act) {
      this.type(act.refused);
      setImmediate(() => this.act());
    } else if ('type' in act) {
      this.type(act.type);
    } else {
      this.accepted.fire();
    }
    this.seen.push({ ...seen, says: [...this.said] });
  }

  private type(text: string): void {
    this.value = text;
    // What was typed stands alone where it is in no list.
    this.changed.fire(text);
    const named = this.listed.find(({ label }) => label === text);
    this.activeItems = named ? [named] : this.activeItems;
    this.accepted.fire();
  }

  private look(): SeenStep {
    return {
      title: this.title,
      step: `${this.step}/${this.totalSteps}`,
      password: this.password,
      value: this.value,
      labels: this.listed.map(({ label }) => label),
      says: [],
    };
  }
}
