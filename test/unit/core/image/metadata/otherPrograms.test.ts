import assert from 'node:assert/strict';
import { readParameters } from '../../../../../src/core/image/metadata/readParameters';
import { chunk } from '../../../../../src/core/image/pngWriter';
import { makePng } from '../samples';

type Texts = Readonly<Record<string, string>>;

interface Dialect {
  readonly name: string;
  readonly program: string;
  /** PNG texts by their keyword. */
  readonly texts: Texts;
  /** What the program has no place for. */
  readonly lacks?: readonly ('negativePrompt' | 'seed' | 'size' | 'model')[];
}

const prompt = 'a red fox, 狐狸, in "snow"';
const negative = 'blurry, {text}';
const settings = 'Sampler: Euler a, CFG scale: 7, Seed: 42, Size: 768x512, Model: dream, Version: v1.9';

const comfyNodes = {
  '3': {
    class_type: 'KSampler',
    inputs: {
      ...{ seed: 42, steps: 20, cfg: 7, sampler_name: 'euler', denoise: 1 },
      ...{ model: ['4', 0], positive: ['6', 0], negative: ['7', 0], latent_image: ['5', 0] },
    },
  },
  '4': { class_type: 'CheckpointLoaderSimple', inputs: { ckpt_name: 'dream.safetensors' } },
  '5': { class_type: 'EmptyLatentImage', inputs: { width: 768, height: 512, batch_size: 1 } },
  '6': { class_type: 'CLIPTextEncode', inputs: { text: prompt, clip: ['4', 1] } },
  '7': { class_type: 'CLIPTextEncode', inputs: { text: negative, clip: ['4', 1] } },
};
const flux = {
  '1': { class_type: 'UNETLoader', inputs: { unet_name: 'dream.safetensors' } },
  '2': { class_type: 'PrimitiveString', inputs: { value: prompt } },
  '3': { class_type: 'CLIPTextEncodeFlux', inputs: { t5xxl: ['2', 0], clip_l: ['2', 0], guidance: 4 } },
  '4': { class_type: 'FluxGuidance', inputs: { conditioning: ['3', 0], guidance: 3.5 } },
  '5': { class_type: 'BasicGuider', inputs: { model: ['1', 0], conditioning: ['4', 0] } },
  '6': { class_type: 'RandomNoise', inputs: { noise_seed: 42 } },
  '7': { class_type: 'EmptySD3LatentImage', inputs: { width: 768, height: 512 } },
  '8': {
    class_type: 'SamplerCustomAdvanced',
    inputs: { noise: ['6', 0], guider: ['5', 0], latent_image: ['7', 0] },
  },
};
const controlled = {
  ...comfyNodes,
  '8': { class_type: 'ControlNetApplyAdvanced', inputs: { positive: ['6', 0], negative: ['7', 0] } },
  '3': {
    class_type: 'KSamplerAdvanced',
    inputs: { noise_seed: ['9', 0], positive: ['8', 0], negative: ['8', 1], latent_image: ['5', 0] },
  },
  '9': { class_type: 'PrimitiveInt', inputs: { value: 42 } },
};

const easyDiffusion = {
  ...{
    prompt,
    negative_prompt: negative,
    seed: '42',
    use_stable_diffusion_model: 'dream',
    clip_skip: 'False',
  },
  ...{ use_vae_model: 'None', sampler_name: 'euler_a', width: '768', height: '512' },
  ...{ num_inference_steps: '20', guidance_scale: '7.5' },
};

const dialects: readonly Dialect[] = [
  {
    name: 'with Steps first',
    program: 'A1111',
    texts: { parameters: `${prompt}\nNegative prompt: ${negative}\nSteps: 20, ${settings}` },
  },
  {
    name: 'with Steps not first',
    program: 'A1111',
    texts: { parameters: `${prompt}\nNegative prompt: ${negative}\n${settings}, Steps: 20` },
  },
  {
    name: 'with settings in several lines, as of Civitai',
    program: 'A1111',
    texts: {
      parameters: `${prompt}\nNegative prompt: ${negative}\nSteps: 20, ${settings}, Hashes: {"a":"b"}, Civitai resources: [{"x":1,"y":"z"}]`,
    },
  },
  {
    name: 'without settings',
    program: 'A1111',
    texts: { parameters: `${prompt}\nNegative prompt: ${negative}` },
    lacks: ['seed', 'size', 'model'],
  },
  {
    name: 'of a prompt alone',
    program: 'A1111',
    texts: { parameters: prompt },
    lacks: ['negativePrompt', 'seed', 'size', 'model'],
  },
  {
    name: 'of stable-diffusion.cpp',
    program: 'A1111',
    texts: {
      parameters: `${prompt}\nNegative prompt: ${negative}\nSteps: 20, CFG scale: 7.0, Guidance: 3.5, Seed: 42, Size: 768x512, Model: dream, RNG: cuda`,
    },
  },
  { name: 'with a sampler', program: 'ComfyUI', texts: { prompt: JSON.stringify(comfyNodes) } },
  {
    name: 'beside its workflow',
    program: 'ComfyUI',
    texts: { workflow: '{"nodes":[]}', prompt: JSON.stringify(comfyNodes) },
  },
  {
    name: 'with NaN',
    program: 'ComfyUI',
    texts: {
      prompt: JSON.stringify({ ...comfyNodes, '8': { class_type: 'X', inputs: {}, is_changed: ['@', '@'] } })
        .replaceAll('"@"', 'NaN')
        .replace('"denoise":1', '"denoise":-Infinity'),
    },
  },
  {
    name: 'with a guider',
    program: 'ComfyUI',
    texts: { prompt: JSON.stringify(flux) },
    lacks: ['negativePrompt'],
  },
  { name: 'through a ControlNet', program: 'ComfyUI', texts: { prompt: JSON.stringify(controlled) } },
  {
    name: 'of today',
    program: 'InvokeAI',
    texts: {
      invokeai_metadata: JSON.stringify({
        ...{ generation_mode: 'txt2img', positive_prompt: prompt, negative_prompt: negative, seed: 42 },
        ...{ width: 768, height: 512, model: { key: 'k', name: 'dream', base: 'sdxl' }, app_version: '5.0' },
      }),
    },
  },
  {
    name: 'of version 3',
    program: 'InvokeAI',
    texts: {
      invokeai_metadata: JSON.stringify({
        ...{ positive_prompt: prompt, negative_prompt: negative, seed: 42, width: 768, height: 512 },
        model: { model_name: 'dream', base_model: 'sd-1' },
      }),
    },
  },
  {
    name: 'of version 2',
    program: 'InvokeAI',
    texts: {
      'sd-metadata': JSON.stringify({
        model_weights: 'dream',
        image: {
          prompt: [{ prompt: `${prompt} [${negative}]`, weight: 1 }],
          seed: 42,
          width: 768,
          height: 512,
        },
      }),
    },
  },
  {
    name: 'of its first versions',
    program: 'InvokeAI',
    texts: {
      Dream: `"${prompt.replaceAll('"', "'")} [${negative}]" -s 50 -S 42 -W 768 -H 512 -C 7.5 -A k_lms`,
    },
    lacks: ['model'],
  },
  {
    name: '',
    program: 'SwarmUI',
    texts: {
      parameters: JSON.stringify(
        {
          sui_image_params: {
            prompt,
            negativeprompt: negative,
            model: 'dream',
            seed: 42,
            width: 768,
            height: 512,
          },
          sui_extra_data: { date: '2026-11-30' },
        },
        null,
        2,
      ),
    },
  },
  {
    name: '',
    program: 'Fooocus',
    texts: {
      fooocus_scheme: 'fooocus',
      parameters: JSON.stringify({
        ...{ prompt, negative_prompt: negative, styles: "['Fooocus V2']", resolution: '(768, 512)' },
        ...{ base_model: 'dream', seed: '42', metadata_scheme: 'fooocus', version: 'Fooocus v2.5' },
      }),
    },
  },
  {
    name: 'of older versions',
    program: 'Fooocus',
    texts: {
      parameters: JSON.stringify({
        ...{ Prompt: prompt, 'Negative Prompt': negative, Styles: '[]', Resolution: '(768, 512)' },
        ...{ 'Base Model': 'dream.safetensors', Seed: 42 },
      }),
    },
  },
  {
    name: '',
    program: 'NovelAI',
    texts: {
      Title: 'NovelAI generated image',
      Description: prompt,
      Software: 'NovelAI',
      Comment: JSON.stringify({
        prompt,
        uc: negative,
        seed: 42,
        width: 768,
        height: 512,
        steps: 28,
        scale: 5,
      }),
      Source: 'dream',
    },
  },
  {
    name: 'of version 4',
    program: 'NovelAI',
    texts: {
      Software: 'NovelAI',
      Source: 'dream',
      Comment: JSON.stringify({
        v4_prompt: { caption: { base_caption: prompt } },
        v4_negative_prompt: { caption: { base_caption: negative } },
        ...{ seed: 42, width: 768, height: 512 },
      }),
    },
  },
  { name: '', program: 'Easy Diffusion', texts: easyDiffusion },
  {
    name: 'with the names of its form',
    program: 'Easy Diffusion',
    texts: {
      ...{ Prompt: prompt, 'Negative Prompt': negative, Seed: '42', Width: '768', Height: '512' },
      ...{ 'Stable Diffusion model': 'dream', 'VAE model': 'None', Sampler: 'euler_a', Steps: '20' },
    },
  },
  {
    name: 'without a negative prompt, and of no model',
    program: 'Easy Diffusion',
    texts: { ...easyDiffusion, negative_prompt: 'None', use_stable_diffusion_model: 'None' },
    lacks: ['negativePrompt', 'model'],
  },
  {
    name: 'in JSON',
    program: 'Easy Diffusion',
    texts: {
      UserComment: JSON.stringify({
        ...{ prompt, negative_prompt: negative, seed: 42, use_stable_diffusion_model: 'dream.safetensors' },
        ...{ use_vae_model: null, width: 768, height: 512, num_inference_steps: 20, guidance_scale: 7.5 },
      }),
    },
  },
  {
    name: 'in JSON with the names of its form',
    program: 'Easy Diffusion',
    texts: {
      UserComment: JSON.stringify({
        ...{ Prompt: prompt, 'Negative Prompt': negative, Seed: 42, Width: 768, Height: 512 },
        'Stable Diffusion model': 'dream',
      }),
    },
  },
];

const said = { negativePrompt: negative, seed: 42, size: { width: 768, height: 512 }, model: 'dream' };
const unsaid = { negativePrompt: '', seed: undefined, size: undefined, model: '' };

/** What a program writes into a PNG, and what it must be read as. */
function assertRead(file: Uint8Array, format: 'png' | 'jpeg', { program, lacks = [], texts }: Dialect): void {
  const found = readParameters(file, format);
  assert.ok(found, 'nothing was read');
  const missing = Object.fromEntries(lacks.map((name) => [name, unsaid[name]]));
  const wanted = { program, prompt, ...said, ...missing };
  const { settings: _, ...read } = found;
  const isSpelledOtherwise = 'Dream' in texts;
  assert.deepEqual(read, { ...wanted, prompt: isSpelledOtherwise ? prompt.replaceAll('"', "'") : prompt });
}

async function pngWith(texts: Texts, type: 'tEXt' | 'iTXt'): Promise<Buffer> {
  const png = await makePng();
  const between = Buffer.alloc(type === 'iTXt' ? 5 : 1);
  const chunks = Object.entries(texts).map(([keyword, text]) =>
    chunk(type, Buffer.concat([Buffer.from(keyword), between, Buffer.from(text)])),
  );
  return Buffer.concat([png.subarray(0, 33), ...chunks, png.subarray(33)]);
}

/** A JPEG with nothing but an EXIF block, whose entries lie behind both directories. */
function jpegWith(first: Readonly<Record<number, Buffer>>, comment: Buffer): Buffer {
  const entries = [...Object.entries(first).map(([tag, value]) => [Number(tag), value] as const)];
  const exifAt = 8 + 2 + (entries.length + 1) * 12 + 4;
  let valueAt = exifAt + 2 + 12 + 4;
  const values: Buffer[] = [];
  const directory = (fields: readonly (readonly [number, number, Buffer | number])[]): Buffer => {
    const block = Buffer.alloc(2 + fields.length * 12 + 4);
    block.writeUInt16LE(fields.length, 0);
    fields.forEach(([tag, type, value], index) => {
      const at = 2 + index * 12;
      block.writeUInt16LE(tag, at);
      block.writeUInt16LE(type, at + 2);
      block.writeUInt32LE(typeof value === 'number' ? 1 : value.length, at + 4);
      block.writeUInt32LE(typeof value === 'number' ? value : valueAt, at + 8);
      if (typeof value !== 'number') {
        values.push(value);
        valueAt += value.length;
      }
    });
    return block;
  };
  const head = Buffer.from('II*\0\x08\0\0\0', 'latin1');
  const parts = [
    head,
    directory([...entries.map(([tag, value]) => [tag, 2, value] as const), [0x8769, 4, exifAt] as const]),
    directory([[0x9286, 7, comment]]),
  ];
  const content = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), ...parts, ...values]);
  const segment = Buffer.from([0xff, 0xd8, 0xff, 0xe1, 0, 0]);
  segment.writeUInt16BE(content.length + 2, 4);
  return Buffer.concat([segment, content, Buffer.from([0xff, 0xda, 0, 2])]);
}

describe('What other programs say of an image', () => {
  for (const dialect of dialects) {
    it(`is read from the texts of a PNG: ${dialect.program} ${dialect.name}`, async () => {
      for (const type of ['tEXt', 'iTXt'] as const) {
        assertRead(await pngWith(dialect.texts, type), 'png', dialect);
      }
    });
  }

  const comments: readonly Dialect[] = dialects.filter(
    ({ texts, name }) => 'parameters' in texts && name !== 'of a prompt alone',
  );
  const encodings: Readonly<Record<string, (text: string) => Buffer>> = {
    'UTF-16': (text) => Buffer.concat([Buffer.from('UNICODE\0'), Buffer.from(text, 'utf16le')]),
    'UTF-16 in the other order': (text) =>
      Buffer.concat([Buffer.from('UNICODE\0'), Buffer.from(text, 'utf16le').swap16()]),
    'UTF-8, which is called Unicode': (text) => Buffer.from(`UNICODE\0${text}`),
    'UTF-8, which is called ASCII': (text) => Buffer.from(`ASCII\0\0\0${text}`),
    'UTF-8 without a name': (text) => Buffer.from(`\0\0\0\0\0\0\0\0${text}`),
  };
  for (const [encoding, encode] of Object.entries(encodings)) {
    it(`is read from the comment of EXIF in ${encoding}`, () => {
      for (const dialect of comments) {
        assertRead(jpegWith({}, encode(dialect.texts.parameters!)), 'jpeg', dialect);
      }
    });
  }

  it('is read from the places that ComfyUI and NovelAI use in EXIF', () => {
    const nothing = Buffer.from('ASCII\0\0\0\0');
    const graph = Buffer.from(`prompt:${JSON.stringify(comfyNodes)}\0`);
    const workflow = Buffer.from('workflow:{"nodes":[]}\0');
    assertRead(jpegWith({ 0x010f: workflow, 0x0110: graph }, nothing), 'jpeg', dialects[6]!);
    const novelAi = dialects.find(({ program }) => program === 'NovelAI')!;
    assertRead(jpegWith({}, Buffer.from(`ASCII\0\0\0${JSON.stringify(novelAi.texts)}`)), 'jpeg', novelAi);
  });

  it('is not made up of any other text', async () => {
    const others: readonly Texts[] = [
      { Comment: 'Created with GIMP', Software: 'GIMP', Description: 'a cat' },
      { Comment: '{"prompt":"x"}' },
      { parameters: '{"sui": 1}' },
      { parameters: '' },
      { prompt: 'a cat' },
      { prompt: '{"1":{"class_type":"KSampler","inputs":{"seed":1,"positive":["1",0]}}}' },
      { prompt: JSON.stringify({ ...comfyNodes, '6': { class_type: 'A', inputs: { text: ['6', 0] } } }) },
      { invokeai_metadata: '[]' },
      { Dream: 'a dream' },
    ];
    for (const texts of others) {
      assert.equal(readParameters(await pngWith(texts, 'tEXt'), 'png'), undefined, JSON.stringify(texts));
    }
    const photo = jpegWith(
      { 0x010f: Buffer.from('Canon EOS\0') },
      Buffer.from('ASCII\0\0\0a photo of my cat'),
    );
    assert.equal(readParameters(photo, 'jpeg'), undefined);
  });
});
