import { randomBytes } from 'node:crypto';
import { failed } from './blueAnswer';
import { drawBlueImage, toMarkdown, type DrawBlueOptions } from './blueImages';
import { jsonAnswer, type Answer } from './http';

export type ChatAnswerOptions = Omit<DrawBlueOptions, 'draft'>;

/** Answers a chat call: images stand as Markdown in the text (new-api's `to_oai_chat_resp.go`). */
export async function answerChat(options: ChatAnswerOptions): Promise<Answer> {
  const { request, step } = options;
  if (step.kind === 'policy') {
    const reason = step.reason ?? 'PROHIBITED_CONTENT';
    const text = 'I cannot draw that, since it is against my rules.';
    return step.form === 'image'
      ? complete(request.options.model, { content: text, finishReason: 'content_filter' })
      : failed({ status: 400, message: `request blocked by Gemini API: ${reason}`, code: 'prompt_blocked' });
  }
  if (step.kind === 'noImage') {
    if (step.form === 'empty') {
      return failed({ status: 500, message: 'empty response from Gemini API', code: 'empty_response' });
    }
    return step.form === 'reason'
      ? complete(request.options.model, { content: '', finishReason: 'content_filter' })
      : complete(request.options.model, {
          content: step.text ?? 'What kind of picture do you have in mind?',
        });
  }
  const drafts =
    step.kind === 'drafts' || request.options.includeThoughts
      ? [await drawBlueImage({ ...options, step: { kind: 'succeed' }, draft: true })]
      : [];
  const images = [...drafts, await drawBlueImage({ ...options, draft: false })];
  return complete(request.options.model, {
    content: images.map(toMarkdown).join('\n'),
    ...(request.options.includeThoughts && { reasoning: 'A draft first: soft light, quiet hills.' }),
  });
}

interface Message {
  readonly content: string;
  readonly reasoning?: string;
  readonly finishReason?: string;
}

function complete(model: string, { content, reasoning, finishReason = 'stop' }: Message): Answer {
  const requestId = randomBytes(8).toString('hex');
  return jsonAnswer(
    200,
    {
      id: `chatcmpl-${requestId}`,
      model,
      object: 'chat.completion',
      created: Math.floor(Date.now() / 1000),
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content, reasoning_content: reasoning },
          finish_reason: finishReason,
        },
      ],
      usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
    },
    { 'x-request-id': requestId },
  );
}
