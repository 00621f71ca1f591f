import { createHash, randomBytes } from 'node:crypto';

/** A part in Google's own spelling, as it stands in an answer or in a request. */
export interface TurnPart {
  readonly text?: string | undefined;
  readonly thought?: boolean | undefined;
  readonly inlineData?: { readonly mimeType: string; readonly data: string } | undefined;
  readonly thoughtSignature?: string | undefined;
}

export interface Turn {
  readonly role?: 'user' | 'model' | undefined;
  readonly parts: readonly TurnPart[];
}

/** Long enough to come in several pieces: real ones have many kilobytes. */
const signatureBytes = 12_000;

/**
 * The answers that a server has given, by their signatures. "All inline_data parts with image mimetype which are part of
 * the response should have signature"; so should the first text before them, and thoughts have none.
 * https://ai.google.dev/gemini-api/docs/image-generation#thought-signatures
 */
export class GivenTurns {
  readonly #given = new Map<string, string>();

  /** Signs an answer and remembers it. */
  sign(parts: readonly TurnPart[]): readonly TurnPart[] {
    const signed = parts.map((part, index) => {
      const isFirstText = part.text !== undefined && parts.slice(0, index).every(({ thought }) => thought);
      const isSigned = !part.thought && (part.inlineData !== undefined || isFirstText);
      const length = part.inlineData ? signatureBytes : 96;
      return isSigned ? { ...part, thoughtSignature: randomBytes(length).toString('base64') } : part;
    });
    const spoken = signed.filter(({ thought }) => thought !== true);
    for (const { thoughtSignature } of spoken) {
      if (thoughtSignature !== undefined) {
        this.#given.set(thoughtSignature, fingerprint(spoken));
      }
    }
    return signed;
  }

  /** Why a conversation is refused, in Google's words; `undefined` where it is taken. */
  refusalOf(turns: readonly Turn[]): string | undefined {
    if (turns.some(({ role = 'user' }, index) => (role === 'model') !== (index % 2 === 1))) {
      return 'Please ensure that multiturn requests alternate between user and model.';
    }
    if (turns.length % 2 === 0) {
      return 'Please ensure that multiturn requests end with a user role.';
    }
    for (const [at, { role, parts }] of turns.entries()) {
      if (role !== 'model') {
        if (parts.some(({ thoughtSignature }) => thoughtSignature !== undefined)) {
          return 'Corrupted thought signature.';
        }
        continue;
      }
      const missing = parts.findIndex(
        (part, index) => part.thoughtSignature === undefined && (part.inlineData ?? index === 0),
      );
      if (missing >= 0) {
        const kind = parts[missing]?.inlineData ? 'Image' : 'Text';
        return `${kind} part is missing a thought_signature in content position ${at + 1}, part position ${missing + 1}. Please refer to https://ai.google.dev/gemini-api/docs/thought-signatures for more details.`;
      }
      const isAsGiven = parts.every(
        ({ thoughtSignature }) =>
          thoughtSignature === undefined || this.#given.get(thoughtSignature) === fingerprint(parts),
      );
      if (!isAsGiven) {
        return 'Corrupted thought signature.';
      }
    }
    return undefined;
  }
}

/** Of all that was said, each image by its bytes. */
function fingerprint(parts: readonly TurnPart[]): string {
  const said = parts.map(({ text, inlineData, thoughtSignature }) => [
    text ?? null,
    inlineData?.mimeType ?? null,
    inlineData ? createHash('sha256').update(Buffer.from(inlineData.data, 'base64')).digest('hex') : null,
    thoughtSignature ?? null,
  ]);
  return JSON.stringify(said);
}
