/**
 * How a secret may stand in a file: as it is, escaped or encoded. Of base64, the characters that stay the same
 * whatever stands before and behind it.
 *
 * @param {string} secret
 * @returns {readonly { name: string, bytes: Buffer }[]}
 */
export function spellings(secret) {
  const raw = Buffer.from(secret);
  const hex = raw.toString('hex');
  const texts = {
    'as it is': secret,
    'URL-encoded': encodeURIComponent(secret),
    'URL-encoded, in lower case': encodeURIComponent(secret).replaceAll(/%../g, (code) => code.toLowerCase()),
    'with escaped slashes': secret.replaceAll('/', '\\/'),
    'with escaped signs': secret.replaceAll(/[^\w]/g, unicodeEscape),
    'with escaped signs, in lower case': secret.replaceAll(/[^\w]/g, (sign) =>
      unicodeEscape(sign).toLowerCase(),
    ),
    'in hexadecimal': hex,
    'in hexadecimal, upper case': hex.toUpperCase(),
    ...base64Texts('base64', raw),
    ...base64Texts('base64url', raw),
  };
  const named = Object.entries(texts).map(([name, text]) => ({ name, bytes: Buffer.from(text) }));
  return [
    ...named,
    { name: 'UTF-16LE', bytes: Buffer.from(secret, 'utf16le') },
    { name: 'UTF-16BE', bytes: Buffer.from(secret, 'utf16le').swap16() },
  ];
}

/**
 * @param {'base64' | 'base64url'} encoding
 * @param {Buffer} raw
 */
function base64Texts(encoding, raw) {
  return Object.fromEntries(
    [0, 1, 2].map((shift) => {
      // Only groups of three bytes that lie within the secret are the same wherever it stands.
      const start = (3 - shift) % 3;
      const length = Math.floor((raw.length - start) / 3) * 3;
      return [`${encoding}, behind ${shift} bytes`, raw.subarray(start, start + length).toString(encoding)];
    }),
  );
}

/** @param {string} sign */
function unicodeEscape(sign) {
  return `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0').toUpperCase()}`;
}
