import { randomBytes } from 'node:crypto';
import { drawBlueImage, toMarkdown, type BlueImage, type DrawBlueOptions } from './blueImages';
import type { GivenTurns, TurnPart } from './geminiConversation';
import { jsonAnswer, type Answer } from './http';

export interface NativeAnswerOptions extends Omit<DrawBlueOptions, 'draft'> {
  /** `sse` and `array` are the two forms of `streamGenerateContent`. */
  readonly form: 'whole' | 'sse' | 'array';
  /** What the server has answered so far. */
  readonly given: GivenTurns;
}

type Part = Readonly<Record<string, unknown>>;

interface Candidate {
  readonly parts?: readonly (Part | TurnPart)[];
  readonly finishReason: string;
}

/** Answers a native call: Gemini's GenerateContentResponse, whole or in pieces. */
export async function answerNative(options: NativeAnswerOptions): Promise<Answer> {
  const { form, step } = options;
  if (step.kind === 'policy' && step.form !== 'image') {
    const promptFeedback = { blockReason: step.reason ?? 'PROHIBITED_CONTENT' };
    return encode(form, [{ promptFeedback, ...tail() }]);
  }
  if (step.kind === 'noImage' && step.form === 'empty') {
    return encode(form, [{ candidates: [], ...tail() }]);
  }
  const candidate = await draw(options);
  if (form === 'whole') {
    return encode(form, [respond(candidate)]);
  }
  const parts = candidate.parts ?? [];
  const pieces = parts.map((part, index) => {
    const isLast = index === parts.length - 1;
    return respond({ parts: [part], ...(isLast && { finishReason: candidate.finishReason }) });
  });
  return encode(form, pieces.length > 0 ? pieces : [respond(candidate)]);
}

async function draw(options: NativeAnswerOptions): Promise<Candidate> {
  const { request, step } = options;
  if (step.kind === 'policy') {
    const text = 'I cannot draw that, since it is against my rules.';
    return { parts: [{ text }], finishReason: step.reason ?? 'IMAGE_SAFETY' };
  }
  if (step.kind === 'noImage' || !request.wantsImage) {
    const text =
      (step.kind === 'noImage' ? step.text : undefined) ?? 'What kind of picture do you have in mind?';
    const isReason = step.kind === 'noImage' && step.form === 'reason';
    return isReason ? { finishReason: 'NO_IMAGE' } : { parts: [{ text }], finishReason: 'STOP' };
  }
  const result = await drawBlueImage({ ...options, draft: false });
  const thoughts = request.options.includeThoughts ? await think(options) : [];
  const drafts = step.kind === 'drafts' ? [inline(await drawBlueImage({ ...options, draft: true }))] : [];
  const image = step.kind === 'markdown' ? { text: toMarkdown(result) } : inline(result);
  return {
    parts: options.given.sign([...thoughts, ...drafts, { text: 'Here is your image.' }, image]),
    finishReason: 'STOP',
  };
}

async function think(options: NativeAnswerOptions): Promise<TurnPart[]> {
  const draft = await drawBlueImage({ ...options, step: { kind: 'succeed' }, draft: true });
  return [
    { text: 'A draft first: soft light, quiet hills.', thought: true },
    { ...inline(draft), thought: true },
  ];
}

function inline({ mediaType, base64 }: BlueImage): TurnPart {
  return { inlineData: { mimeType: mediaType, data: base64 } };
}

function respond({ parts, finishReason }: Partial<Candidate>): Part {
  const content = parts ? { role: 'model', parts } : {};
  return { candidates: [{ index: 0, content, finishReason, safetyRatings: [] }], ...tail() };
}

function tail(): Part {
  return {
    usageMetadata: { promptTokenCount: 12, candidatesTokenCount: 1120, totalTokenCount: 1132 },
    modelVersion: 'test',
    responseId: randomBytes(8).toString('hex'),
  };
}

function encode(form: NativeAnswerOptions['form'], pieces: readonly Part[]): Answer {
  switch (form) {
    case 'whole':
      return jsonAnswer(200, pieces[0]);
    case 'array':
      return jsonAnswer(200, pieces);
    case 'sse':
      return {
        status: 200,
        headers: { 'content-type': 'text/event-stream' },
        body: pieces.map((piece) => `data: ${JSON.stringify(piece)}\r\n\r\n`).join(''),
      };
  }
}
