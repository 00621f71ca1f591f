import type { Provider } from '../model/provider';
import { notOffered, required } from '../../shared/capabilities';
import { fourteenRatios, unknownModels } from './common';

export const placeholder: Provider = {
  id: 'placeholder',
  label: 'Placeholder',
  baseUrl: '',
  api: 'placeholder',
  needsKey: false,
  models: [
    {
      id: 'placeholder',
      label: 'Placeholder',
      capabilities: {
        aspectRatio: required(fourteenRatios, '1:1'),
        size: required(['512', '1K', '2K', '4K'], '1K'),
        quality: notOffered,
        maxReferences: 14,
        // It only names them, so it takes whatever can be recognised.
        referenceFormats: ['png', 'jpeg', 'webp', 'gif', 'bmp', 'avif', 'heic', 'svg', 'tiff'],
        styleReferences: false,
        maxImages: 8,
        imagesPerCall: 8,
        maxPromptLength: 32_000,
      },
    },
  ],
  unknownModel: unknownModels.placeholder,
};
