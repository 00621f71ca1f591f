/**
 * Output tokens of an image that GPT Image 2 or a later one draws, as OpenAI's own calculator counts them
 * (https://developers.openai.com/api/docs/guides/image-generation): a grid as fine as the quality, which counts for more
 * the more pixels it becomes. 1536x1024 takes fewer tokens than 1024x1024.
 * @param size pixels, such as `1536x1024`
 * @param cells of the grid along the longer side
 */
export function gptImageTokens(size: string, cells: number): number {
  const [width = 0, height = 0] = size.split('x').map(Number);
  const across = Math.round((cells * Math.min(width, height)) / Math.max(width, height));
  return Math.ceil((cells * across * (2_000_000 + width * height)) / 4_000_000);
}
