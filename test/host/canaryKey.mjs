/**
 * Stands in every key that a test uses. After a whole run `canary.mjs` searches all that was written for it. It has
 * characters that are escaped in URLs and in some JSON, and does not look like a key, so that only its value tells.
 */
export const canary = 'Kanari+7Qz/9Xw3Lm5';
