import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';

const exifTool = createRequire(import.meta.url)('exiftool-vendored.pl') as string;

/** What another program reads from a saved image. */
export interface ImageMetadata {
  readonly description: unknown;
  readonly digitalSourceType: unknown;
  readonly imageSize: unknown;
  /** The recipe, parsed from JSON. */
  readonly recipe: Recipe;
}

interface Recipe {
  readonly prompt: string;
  readonly promptParts?: unknown;
  readonly providerId: string;
  readonly modelId: string;
  readonly options: Readonly<Record<string, string>>;
  readonly references: readonly { readonly path: string; readonly sha256: string; readonly use: string }[];
}

/** Reads an image with ExifTool and refuses one that it has anything to complain about. */
export async function readWithExifTool(file: string): Promise<ImageMetadata> {
  const asked = ['-j', '-G1', '-a', '-validate', '-warning', '-error', '-XMP:all', '-ImageSize'];
  const { stdout } = await promisify(execFile)('perl', [exifTool, ...asked, '-charset', 'utf8', file]);
  const [answer = {}] = JSON.parse(stdout) as Record<string, unknown>[];
  const complaint = answer['ExifTool:Error'] ?? answer['ExifTool:Warning'];
  if (complaint !== undefined || answer['ExifTool:Validate'] !== 'OK') {
    throw new Error(`ExifTool about ${file}: ${JSON.stringify(answer)}`);
  }
  return {
    description: answer['XMP-dc:Description'],
    digitalSourceType: answer['XMP-iptcExt:DigitalSourceType'],
    imageSize: answer['Composite:ImageSize'],
    recipe: JSON.parse(String(answer['XMP-easel:Recipe'])) as Recipe,
  };
}

const sourceTypes = 'http://cv.iptc.org/newscodes/digitalsourcetype';

/** IPTC's terms for an image that a trained model made, and for one that a plain program drew. */
export const trainedAlgorithmicMedia = `${sourceTypes}/trainedAlgorithmicMedia`;
export const algorithmicMedia = `${sourceTypes}/algorithmicMedia`;
