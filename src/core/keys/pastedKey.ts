import type { Auth } from '../model/provider';

/** None is longer; what is, was not copied from a page of keys. */
const longestKey = 4096;
/** More is not around any key. */
const mostLayers = 8;

/**
 * A key without what people paste around it: line ends, characters that nobody sees, quotes, the name of a variable or a
 * header, and the scheme that Easel puts before it by itself. A password may hold all that, so that of HTTP Basic loses its
 * line ends only.
 */
export function pastedKey(text: string, auth: Auth = { kind: 'bearer' }): string {
  const visible = text.slice(0, longestKey).replaceAll(invisible, '').trim();
  if (auth.kind === 'basic') {
    return visible;
  }
  const schemes = schemesOf(auth);
  let key = visible;
  for (let before = '', layers = 0; key !== before && layers < mostLayers; layers += 1) {
    before = key;
    key = withoutScheme(withoutName(withoutQuotes(key)), schemes);
  }
  return key;
}

/** The first character of a key that no header can hold, or that no key has. Of a password every character can be sent. */
export function unsendableIn(key: string, auth: Auth = { kind: 'bearer' }): string | undefined {
  return auth.kind === 'basic'
    ? undefined
    : Array.from(key).find((character) => !/^[\x20-\x7e]$/u.test(character));
}

const invisible = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** Those that a row sends by itself, and would be sent twice. */
function schemesOf(auth: Auth): readonly string[] {
  if (auth.kind !== 'header') {
    return ['bearer'];
  }
  const prefix = (auth.prefix ?? '').trim().toLowerCase();
  // Nobody else says the scheme where the row names the header alone.
  const isWhole = prefix === '' && auth.header.toLowerCase() === 'authorization';
  return isWhole ? [] : ['bearer', prefix].filter((scheme) => scheme !== '');
}

function withoutScheme(key: string, schemes: readonly string[]): string {
  const scheme = schemes.find((each) => key.toLowerCase().startsWith(`${each} `));
  return scheme === undefined ? key : key.slice(scheme.length).trim();
}

const quotes = '"\'`“”‘’«»„';

function withoutQuotes(key: string): string {
  let [start, end] = [0, key.length];
  while (start < end && quotes.includes(key.charAt(start))) {
    start += 1;
  }
  // Behind the last one a comma of JSON, or a semicolon, may stand.
  const isListed = ',;'.includes(key.charAt(end - 1)) && quotes.includes(key.charAt(end - 2));
  end -= isListed ? 1 : 0;
  while (end > start && quotes.includes(key.charAt(end - 1))) {
    end -= 1;
  }
  return key.slice(start, end).trim();
}

/** Words before a name in a shell, a program or a command line. */
const wordBefore = /^(?:export|set|setx|const|let|var|-H) /u;
const nameOfKey = /key|token|secret|auth|credential|^x-/iu;
const nameInCapitals = /^[A-Z][A-Z\d]*_[A-Z\d_]*$/u;
const longestName = 80;

/** A line of a shell, a `.env`, JSON or YAML, or a header. Behind the `=` of base64 there is nothing but another one. */
function withoutName(key: string): string {
  const at = key.slice(0, longestName).search(/[=:]/u);
  if (at > 0 && key.startsWith('$env:')) {
    return key.slice('$env:'.length);
  }
  const behind = key.slice(at + 1);
  // A key may have two parts with a colon between them.
  if (key.charAt(at) === ':' && !/^["'\s]/u.test(behind)) {
    return key;
  }
  const name = withoutQuotes(key.slice(0, Math.max(0, at)).trim().replace(wordBefore, '').trim());
  const rest = behind.trim();
  const isName = /^[\w-]+$/u.test(name) && (nameOfKey.test(name) || nameInCapitals.test(name));
  return isName && rest !== '' && !rest.startsWith('=') ? rest : key;
}
