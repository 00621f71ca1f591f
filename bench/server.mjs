// The loopback server, a process of its own: Gemini's and OpenAI's answers with the same image in them.
import http from 'node:http';
import { noise, resultBytes } from './payload.mjs';

const base64 = noise('result', resultBytes).toString('base64');
const gemini = JSON.stringify({
  candidates: [
    {
      content: { role: 'model', parts: [{ inlineData: { mimeType: 'image/png', data: base64 } }] },
      finishReason: 'STOP',
    },
  ],
  usageMetadata: { promptTokenCount: 1, candidatesTokenCount: 1, totalTokenCount: 2 },
});
const openai = JSON.stringify({ created: 1, data: [{ b64_json: base64 }] });

/** @type {readonly (readonly [RegExp, string, Buffer])[]} */
const answers = [
  [/:streamGenerateContent/, 'text/event-stream', Buffer.from(`data: ${gemini}\r\n\r\n`)],
  [/:generateContent/, 'application/json', Buffer.from(gemini)],
  [/\/images\/(generations|edits)/, 'application/json', Buffer.from(openai)],
];

const server = http.createServer((request, response) => {
  const answer = answers.find(([path]) => path.test(request.url ?? ''));
  request.resume();
  request.on('end', () => {
    if (!answer) {
      response.writeHead(404).end();
      return;
    }
    const [, type, body] = answer;
    response.writeHead(200, { 'content-type': type, 'content-length': body.length }).end(body);
  });
});

server.listen(0, '127.0.0.1', () => {
  process.send?.(/** @type {import('node:net').AddressInfo} */ (server.address()).port);
});
process.on('disconnect', () => process.exit());
