import { foreignAnswer, spoil } from './connection';
import type { Answer, Call } from './http';
import type { RecordedOptions, RecordedReference } from './record';
import type { Script } from './script';
import type { PassedStep } from './steps';

/** A generate call that passed every check. */
export interface TakenRequest {
  readonly prompt: string;
  readonly references: readonly RecordedReference[];
  readonly options: RecordedOptions;
}

/** A request that a server refuses, with the answer that says so. */
export class Refusal extends Error {
  override readonly name = 'Refusal';

  constructor(readonly answer: Answer) {
    super('refused');
  }
}

export interface TakeOptions<Taken extends TakenRequest> {
  readonly call: Call;
  readonly script: Script;
  /** @throws Refusal */
  readonly read: () => Taken | Promise<Taken>;
  /** The service's own error body for a step that refuses. */
  readonly refuse: (step: PassedStep) => Answer | undefined;
  readonly answer: (taken: Taken, step: PassedStep) => Promise<Answer>;
}

/** Checks a generate call, puts it on record, and does as the script says. */
export async function takeCall<Taken extends TakenRequest>(options: TakeOptions<Taken>): Promise<Answer> {
  const { call, script, read, refuse, answer } = options;
  let taken: Taken;
  try {
    taken = await read();
  } catch (error) {
    if (error instanceof Refusal) {
      return error.answer;
    }
    throw error;
  }
  const { prompt, references, options: chosen } = taken;
  Object.assign(call.record, { prompt, references, options: chosen });
  const step = await script.next({ route: 'generate', prompt, signal: call.signal });
  return foreignAnswer(step) ?? refuse(step) ?? spoil(await answer(taken, step), step);
}

/** A question that costs nothing. */
export async function takeQuestion(
  { call, script, refuse }: Pick<TakeOptions<TakenRequest>, 'call' | 'script' | 'refuse'>,
  good: Answer,
): Promise<Answer> {
  const step = await script.next({ route: 'models', signal: call.signal });
  return foreignAnswer(step) ?? refuse(step) ?? spoil(good, step);
}
