import { LongText } from '../../http/response/longText';
import { longString, textOf, toLongString, type LongString } from './responseText';
import { asObject, listOf } from './loose';
import { isSomething } from './valueAt';

type Fields = Readonly<Record<string, unknown>>;

/**
 * An answer that came as events, as the one answer that it would have been: pieces of OpenAI's chat and images formats, of
 * its Responses, of Gemini's, and events that are a whole answer of any of them. Anything else stays as it is.
 */
export function joinEvents(body: unknown): unknown {
  if (!Array.isArray(body)) {
    return body;
  }
  const joined = new JoinedAnswer();
  for (const event of body as readonly unknown[]) {
    joined.add(event, 0);
  }
  return joined.toAnswer();
}

/** Whether an event brings an image that is on the way, not the one that was asked for. */
export function isDraftEvent({ type }: { readonly type?: unknown }): boolean {
  return typeof type === 'string' && type.endsWith('partial_image');
}

/** The end of an image, even where it never came. */
function isImageEvent({ type }: Fields): boolean {
  return typeof type === 'string' && /^image_\w+\.completed$/u.test(type);
}

/** Where the answer stands that an event is about. */
const envelopes = ['response', 'data', 'event', 'result', 'message', 'chunk'];

/** Events within events. */
const deepest = 3;

/** Each piece says these again, and knows more than the one before it. */
const lastOnes = ['usage', 'usageMetadata', 'output_format'];
const firstOnes = ['id', 'responseId', 'promptFeedback'];

class JoinedAnswer {
  readonly #facts: Record<string, unknown> = {};
  readonly #data: unknown[] = [];
  readonly #candidates: unknown[] = [];
  readonly #items: unknown[] = [];
  #output: readonly unknown[] = [];
  readonly #choices = new Map<unknown, JoinedChoice>();

  add(value: unknown, depth: number): void {
    const event = asObject(value);
    if (!event || depth > deepest || isDraftEvent(event)) {
      return;
    }
    this.#addFacts(event);
    const isImage = event.b64_json != null || event.url != null || isImageEvent(event);
    this.#data.push(...(isImage ? [event] : asObject(event.data) ? [] : listOf(event.data)));
    this.#candidates.push(...listOf(event.candidates));
    this.#items.push(...listOf(event.item));
    // The answer at the end says again what came before it.
    const output = listOf(event.output);
    this.#output = output.length > 0 ? output : this.#output;
    for (const each of listOf(event.choices)) {
      const choice = asObject(each) ?? {};
      const index = choice.index ?? 0;
      const joined = this.#choices.get(index) ?? new JoinedChoice();
      this.#choices.set(index, joined);
      joined.add(choice);
    }
    envelopes.forEach((name) => this.add(event[name], depth + 1));
  }

  toAnswer(): Fields {
    return {
      ...this.#facts,
      ...(this.#data.length > 0 && { data: this.#data }),
      ...(this.#candidates.length > 0 && { candidates: this.#candidates }),
      ...(this.#choices.size > 0 && {
        choices: Array.from(this.#choices.values(), (each) => each.toChoice()),
      }),
      ...(this.#output.length + this.#items.length > 0 && {
        output: this.#output.length > 0 ? this.#output : this.#items,
      }),
    };
  }

  #addFacts(event: Fields): void {
    for (const name of lastOnes) {
      this.#facts[name] = event[name] ?? this.#facts[name];
    }
    for (const name of firstOnes) {
      this.#facts[name] ??= event[name];
    }
    this.#facts.error ??= event.error ?? (event.type === 'error' ? event : undefined);
  }
}

/** One of the answers of a chat, in pieces or whole. */
class JoinedChoice {
  readonly #texts: Record<'content' | 'reasoning_content' | 'refusal', (string | LongText)[]> = {
    content: [],
    reasoning_content: [],
    refusal: [],
  };
  readonly #parts: unknown[] = [];
  readonly #images: unknown[] = [];
  #facts: Fields = {};

  add(choice: Fields): void {
    const { finish_reason: reason, error } = choice;
    this.#facts = {
      ...this.#facts,
      ...(reason != null && { finish_reason: reason }),
      ...(error != null && { error }),
    };
    const whole = asObject(choice.message);
    this.#forget(whole ?? {});
    this.#addPiece(whole ?? asObject(choice.delta) ?? {});
  }

  toChoice(): Fields {
    const content = joinTexts(this.#texts.content);
    return {
      ...this.#facts,
      message: {
        content: this.#parts.length > 0 ? [...this.#parts, { type: 'text', text: content }] : content,
        reasoning_content: joinTexts(this.#texts.reasoning_content),
        refusal: joinTexts(this.#texts.refusal),
        images: this.#images,
      },
    };
  }

  /** Some say the whole message once more at the end. What it leaves out was said before all the same. */
  #forget({ content, images, image, ...others }: Fields): void {
    for (const [name, texts] of Object.entries(this.#texts)) {
      texts.splice(isSomething({ content, ...others }[name]) ? 0 : texts.length);
    }
    this.#parts.splice(isSomething(content) ? 0 : this.#parts.length);
    this.#images.splice(isSomething(images) || isSomething(image) ? 0 : this.#images.length);
  }

  #addPiece(piece: Fields): void {
    for (const [name, texts] of Object.entries(this.#texts)) {
      const { data } = longString.safeParse(piece[name]);
      texts.push(...(data === undefined ? [] : [data]));
    }
    this.#parts.push(...(Array.isArray(piece.content) ? listOf(piece.content) : []));
    this.#images.push(...listOf(piece.images), ...listOf(piece.image));
  }
}

/** A text that was cut anywhere, also within base64. */
function joinTexts(pieces: readonly LongString[]): LongString {
  const texts = pieces.filter((piece) => typeof piece === 'string');
  return texts.length === pieces.length
    ? toLongString(texts.join(''))
    : new LongText(pieces.flatMap((piece) => (piece instanceof LongText ? piece.pieces : [textOf(piece)])));
}
