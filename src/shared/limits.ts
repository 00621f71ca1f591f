/** Bounds that the page keeps to and the host checks. Those of an option are in `options.ts`. */

/** Most calls of a provider that one click may make. */
export const mostCalls = 16;

/** Models that one prompt goes to at once: the model of the form, and those it is compared with. */
export const mostCompared = 4;

/** Of a prompt, in UTF-16 units; models take far less. */
export const longestPrompt = 200_000;

/** Of the value of an option that a model takes as it is typed, in UTF-16 units. */
export const longestOption = 40;

/** Entries of the history that the page may ask for in one message. */
export const longestRange = 80;

/** Of an image that travels between page and host, in bytes. */
export const largestImage = 64 * 1024 * 1024;

/** Of the small picture of an image in the history, in bytes. */
export const largestThumbnail = 64 * 1024;

/** Of an image that the page draws, in pixels: a canvas can have no longer side. */
export const longestSide = 16_384;
