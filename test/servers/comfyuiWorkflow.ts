/** A workflow as *Export (API)* writes it: text to image, with four images that are shown in passing. */
export const sampleWorkflow = {
  '3': {
    class_type: 'KSampler',
    inputs: {
      seed: 1,
      steps: 20,
      cfg: 7,
      sampler_name: 'euler',
      scheduler: 'normal',
      denoise: 1,
      model: ['4', 0],
      positive: ['6', 0],
      negative: ['7', 0],
      latent_image: ['5', 0],
    },
    _meta: { title: 'KSampler' },
  },
  '4': { class_type: 'CheckpointLoaderSimple', inputs: { ckpt_name: 'sd_xl_base_1.0.safetensors' } },
  '5': { class_type: 'EmptyLatentImage', inputs: { width: 640, height: 448, batch_size: 1 } },
  '6': { class_type: 'CLIPTextEncode', inputs: { text: 'the prompt', clip: ['4', 1] } },
  '7': { class_type: 'CLIPTextEncode', inputs: { text: 'text, watermark', clip: ['4', 1] } },
  '8': { class_type: 'VAEDecode', inputs: { samples: ['3', 0], vae: ['4', 2] } },
  '9': { class_type: 'SaveImage', inputs: { filename_prefix: 'Easel', images: ['8', 0] } },
  '10': { class_type: 'LoadImage', inputs: { image: 'example.png' } },
  '11': { class_type: 'LoadImage', inputs: { image: 'example.png' } },
  '12': { class_type: 'LoadImage', inputs: { image: 'example.png' } },
  '13': { class_type: 'LoadImage', inputs: { image: 'example.png' } },
  '14': { class_type: 'PreviewImage', inputs: { images: ['10', 0] } },
  '15': { class_type: 'PreviewImage', inputs: { images: ['11', 0] } },
  '16': { class_type: 'PreviewImage', inputs: { images: ['12', 0] } },
  '17': { class_type: 'PreviewImage', inputs: { images: ['13', 0] } },
};

export type SampleWorkflow = typeof sampleWorkflow;
