import assert from 'node:assert/strict';
import { findImages, openaiAnswer } from '../../../../../src/core/apis/response/openaiAnswer';

const base64 = 'iVBORw0KGgoAAAANSUhEUg==';
const uri = `data:image/png;base64,${base64}`;
const address = 'https://files.example/a.png';
const image = { bytes: Buffer.from(base64, 'base64'), declaredMediaType: 'image/png' };
const chat = (message: unknown) => ({ choices: [{ message }] });

/** Every hiding place of an image that some service has, and what is found there. */
const places: Readonly<Record<string, readonly [answer: unknown, found: readonly unknown[]]>> = {
  'data[].b64_json': [
    { data: [{ b64_json: base64, media_type: 'image/png' }, { b64_json: base64 }], output_format: 'png' },
    [image, image],
  ],
  'data[].url': [{ data: [{ url: address }] }, [address]],
  'data[].url as a data URI': [{ data: [{ url: uri }] }, [image]],
  'message.images[].image_url.url': [
    chat({ content: 'Here', images: [{ type: 'image_url', image_url: { url: uri } }] }),
    [image],
  ],
  'message.images[].image_url': [chat({ images: [{ image_url: address }] }), [address]],
  'message.images[].url': [chat({ images: [{ url: uri }] }), [image]],
  'message.images[]': [chat({ images: [uri, address] }), [image, address]],
  'message.image': [chat({ content: '', image: { url: uri } }), [image]],
  'a content part image_url': [
    chat({
      content: [
        { type: 'text', text: 'Here' },
        { type: 'image_url', image_url: { url: uri } },
      ],
    }),
    [image],
  ],
  'a content part output_image': [chat({ content: [{ type: 'output_image', image_url: uri }] }), [image]],
  'Markdown around data URIs, of which the last is the result': [
    chat({ content: `![draft](data:image/jpeg;base64,/9j/4AAQ) ![image](${uri})` }),
    [image],
  ],
  'Markdown around an address': [chat({ content: `Here: ![image](${address} "A title")` }), [address]],
  'a text part of a content array': [chat({ content: [{ type: 'text', text: `![i](${uri})` }] }), [image]],
  'a bare data URI': [chat({ content: uri }), [image]],
  'a bare address': [chat({ content: ` ${address}\n` }), [address]],
  'output[].content[].text': [
    { output: [{ type: 'message', content: [{ type: 'output_text', text: `![i](${uri})` }] }] },
    [image],
  ],
  'output[] of an image_generation_call': [
    {
      output: [{ type: 'reasoning' }, { type: 'image_generation_call', result: base64 }],
      output_format: 'png',
    },
    [image],
  ],
  'nowhere: an address within a sentence is no result': [chat({ content: `See ${address} for more.` }), []],
  'nowhere: an empty list': [{ data: [] }, []],
};

describe("Images in an answer of OpenAI's formats", () => {
  for (const [place, [answer, expected]] of Object.entries(places)) {
    it(`are found in ${place}`, () => {
      const found = findImages(openaiAnswer.parse(answer));
      assert.deepEqual(
        found.map((each) => (typeof each === 'string' ? each : { ...each, bytes: Buffer.from(each.bytes) })),
        expected,
      );
    });
  }
});
