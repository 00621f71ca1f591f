/** What other programs write about how an image was made, in the notation of AUTOMATIC1111's web UI. */
export interface GenerationParameters {
  readonly prompt: string;
  readonly negativePrompt: string;
  /** Such as `Steps` → `20`, in their order. */
  readonly settings: ReadonlyMap<string, string>;
  /** Pixels, where `Size` names them. */
  readonly size: { readonly width: number; readonly height: number } | undefined;
}

/** Bounds for texts made to waste time. */
export const longestParameters = 256 * 1024;
const longestSettings = 20_000;
const mostSettings = 100;

/**
 * Reads the text: the prompt, `Negative prompt: …`, and a last line of settings that begins with `Steps: `. Each of
 * the first two may have several lines. `undefined` for a text without that last line, which may be anything.
 * https://github.com/AUTOMATIC1111/stable-diffusion-webui, modules/infotext_utils.py
 */
export function parseParameters(text: string): GenerationParameters | undefined {
  if (text.length > longestParameters) {
    return undefined;
  }
  const lines = text.replaceAll('\r\n', '\n').trim().split('\n');
  const settingsAt = lines.findLastIndex((line) => /^\s*Steps: ?\d/.test(line));
  if (settingsAt < 0) {
    return undefined;
  }
  const negativeAt = lines.slice(0, settingsAt).findIndex((line) => line.startsWith(negativeStart));
  const promptEnd = negativeAt < 0 ? settingsAt : negativeAt;
  const negative = lines.slice(promptEnd, settingsAt).join('\n').slice(negativeStart.length);
  const settings = parseSettings(lines.slice(settingsAt).join(' '));
  return {
    prompt: lines.slice(0, promptEnd).join('\n').trim(),
    negativePrompt: negative.trim(),
    settings,
    size: parseSize(settings.get('Size') ?? ''),
  };
}

const negativeStart = 'Negative prompt:';

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

function parseSize(text: string): GenerationParameters['size'] {
  const [width = 0, height = 0] = (/^(\d{1,6})x(\d{1,6})$/.exec(text) ?? []).slice(1).map(Number);
  return width > 0 && height > 0 ? { width, height } : undefined;
}
