import { toSeed } from '../../util/toSeed';

/** What other programs write about how an image was made. All of it is a stranger's. */
export interface GenerationParameters {
  /** Whose notation it is. */
  readonly program: string;
  readonly prompt: string;
  readonly negativePrompt: string;
  /** Such as `Steps` → `20`, in their order. */
  readonly settings: ReadonlyMap<string, string>;
  /** Pixels, where they are named. */
  readonly size: { readonly width: number; readonly height: number } | undefined;
  readonly seed: number | undefined;
  /** Name of the model, or empty. */
  readonly model: string;
}

/** Bounds for texts made to waste time. */
export const longestParameters = 256 * 1024;
const longestSettings = 20_000;
const mostSettings = 100;
const mostLines = 2000;

/**
 * Reads the notation of AUTOMATIC1111's web UI and of the many programs that took it over: the prompt,
 * `Negative prompt: …`, and settings such as `Steps: 20, Sampler: Euler a` at the end. Each of the first two may have
 * several lines.
 * https://github.com/AUTOMATIC1111/stable-diffusion-webui, modules/infotext_utils.py
 * @param isCertain where the text stands says that it is of this notation: then it may go without settings.
 * @returns `undefined` for a text that may be anything.
 */
export function parseParameters(
  text: string,
  { isCertain = false }: { readonly isCertain?: boolean } = {},
): GenerationParameters | undefined {
  if (text.length > longestParameters) {
    return undefined;
  }
  const lines = text
    .replaceAll('\r\n', '\n')
    .trim()
    .split('\n', mostLines + 1);
  if (lines.length > mostLines) {
    return undefined;
  }
  const settingsAt = startOfSettings(lines);
  const words = settingsAt < 0 ? lines : lines.slice(0, settingsAt);
  const negativeAt = words.findIndex((line) => negativeStart.test(line));
  const isOther = /^[{[<]/u.test(lines[0] ?? '') || lines[0] === '';
  if (settingsAt < 0 && negativeAt < 0 && (!isCertain || isOther)) {
    return undefined;
  }
  const promptEnd = negativeAt < 0 ? words.length : negativeAt;
  const settings =
    settingsAt < 0 ? new Map<string, string>() : parseSettings(lines.slice(settingsAt).join(' '));
  return {
    program: 'A1111',
    prompt: words.slice(0, promptEnd).join('\n').trim(),
    negativePrompt: words.slice(promptEnd).join('\n').replace(negativeStart, '').trim(),
    settings,
    size: parseSize(settings.get('Size') ?? `${settings.get('Size-1')}x${settings.get('Size-2')}`),
    seed: parseSeed(settings.get('Seed')),
    model: settings.get('Model') ?? '',
  };
}

const negativeStart = /^\s{0,20}Negative prompt:/iu;

/** A line of the prompt may begin like a setting; a line with three of them, or with a telling one, is no prompt. */
function startOfSettings(lines: readonly string[]): number {
  return lines.findLastIndex((line) => {
    const start = line.slice(0, 2000);
    const known = Array.from(start.matchAll(knownSetting)).length;
    return /^\s{0,20}Steps: ?\d/u.test(start) || (known >= 3 && beginsWithSetting.test(start));
  });
}

const knownSetting =
  /(?:^|, ?)(?:Steps|Sampler|Schedule type|CFG scale|Seed|Size|Model hash|Model|Version): /gu;
const beginsWithSetting = /^\s{0,20}\w[\w \-/]{1,60}: /u;

function parseSettings(line: string): ReadonlyMap<string, string> {
  const settings = new Map<string, string>();
  const pairs = line
    .slice(0, longestSettings)
    .matchAll(/\s{0,10}(\w[\w \-/]{1,60}):\s{0,10}("(?:\\.|[^\\"])+"|[^,]*)(?:,|$)/g);
  for (const [, name = '', value = ''] of pairs) {
    if (settings.size < mostSettings) {
      settings.set(name, unquote(value.trim()));
    }
  }
  return settings;
}

/** A value with a comma or a colon in it is a JSON string. */
function unquote(value: string): string {
  if (!value.startsWith('"')) {
    return value;
  }
  try {
    return String(JSON.parse(value));
  } catch {
    return value;
  }
}

/** `512x768`, `512 x 768`, `(512, 768)`, `512 × 768`. */
export function parseSize(text: string): GenerationParameters['size'] {
  const [, width, height] = /^\(?(\d{1,6})\s?[x×,*]\s?(\d{1,6})\)?$/iu.exec(text.trim()) ?? [];
  return sizeOf(width, height);
}

export function sizeOf(width: unknown, height: unknown): GenerationParameters['size'] {
  const [across, down] = [Number(width), Number(height)];
  const isSize = [across, down].every((side) => Number.isInteger(side) && side > 0 && side < 1_000_000);
  return isSize ? { width: across, height: down } : undefined;
}

/** A seed of a text may have blanks around it. */
export function parseSeed(value: unknown): number | undefined {
  return toSeed(typeof value === 'string' ? value.trim() : value);
}
