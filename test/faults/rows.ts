/** The rows of the table of faults, and where each is shown. */

/** Shown by `fault(…)` in this folder. */
export const here = 'here';

/** Shown by a test of another suite, which has what this one lacks: the extension host. */
interface ShownIn {
  readonly shownIn: { readonly file: string; readonly title: string };
}

/** Not shown, and why. */
interface Cannot {
  readonly cannot: string;
}

export interface RowEntry {
  readonly name: string;
  readonly shown: typeof here | ShownIn | Cannot;
}

export const rows = {
  1: { name: 'DNS failure', shown: here },
  2: { name: 'connection refused', shown: here },
  3: { name: 'connect black hole', shown: here },
  4: { name: 'reset before any byte', shown: here },
  5: { name: 'reset after the whole body', shown: here },
  6: { name: 'no headers for minutes', shown: here },
  7: { name: 'stall within the body', shown: here },
  8: { name: 'drip', shown: here },
  9: { name: 'shorter than announced', shown: here },
  10: { name: 'truncated base64', shown: here },
  11: { name: 'odd base64', shown: here },
  12: { name: 'malformed JSON', shown: here },
  13: { name: 'HTML with 200', shown: here },
  14: { name: 'result is no image', shown: here },
  15: { name: 'wrong media type', shown: here },
  16: { name: 'compression', shown: here },
  17: { name: 'endless answer', shown: here },
  18: { name: 'image bomb', shown: here },
  19: { name: 'no image', shown: here },
  20: { name: 'several images', shown: here },
  21: { name: 'thoughts', shown: here },
  22: { name: '400', shown: here },
  23: { name: '401 and 403', shown: here },
  24: { name: '402 and no quota', shown: here },
  25: { name: '404 of a model', shown: here },
  26: { name: '408 and 504', shown: here },
  27: { name: '413', shown: here },
  28: { name: '429', shown: here },
  29: { name: '5xx', shown: here },
  30: { name: 'event stream', shown: here },
  31: { name: 'polls that fail', shown: here },
  32: { name: 'odd task states', shown: here },
  33: { name: 'where result addresses lead', shown: here },
  34: { name: 'cancel', shown: here },

  // From here on: what the machine, the disk and the window do.

  35: { name: 'reload during a task', shown: here },
  36: { name: 'reload during an answer', shown: here },
  37: { name: 'two windows', shown: here },
  38: {
    name: 'no folder',
    shown: {
      shownIn: {
        file: 'test/integration/main/noFolder.test.ts',
        title: 'asks for one before anything is paid, and sends nothing when there is no answer',
      },
    },
  },
  39: {
    name: 'untrusted workspace',
    shown: {
      shownIn: {
        file: 'test/integration/restricted/settings.test.ts',
        title: 'do not say where keys go or what is asked of a model',
      },
    },
  },
  40: {
    name: 'virtual workspace',
    shown: {
      shownIn: {
        file: 'test/integration/main/virtualFileSystem.test.ts',
        title: 'takes images, in a folder that is made for them',
      },
    },
  },
  41: { name: 'read-only folder', shown: here },
  42: { name: 'disk full', shown: here },
  43: { name: 'names', shown: here },
  44: {
    name: 'folder outside',
    shown: {
      shownIn: {
        file: 'test/integration/main/targetFolder.test.ts',
        title: 'is refused behind a link that leads outside, also for a folder that is still to be made',
      },
    },
  },
  45: { name: 'reference changes', shown: here },
  46: { name: 'reference is no file', shown: here },
  47: { name: 'too many references', shown: here },
  48: { name: 'huge references', shown: here },
  49: { name: 'foreign formats', shown: here },
  50: { name: 'fuzzed images', shown: here },
  51: { name: 'clock jump', shown: here },
  52: { name: 'secrets', shown: here },
  53: {
    name: 'keyring',
    shown: {
      shownIn: {
        file: 'test/integration/main/keys.test.ts',
        title:
          'behind a keyring that is locked or missing are no fault of the provider, and lists are still shown',
      },
    },
  },
  54: {
    name: 'hostile page content',
    shown: {
      shownIn: { file: 'test/e2e/errors.test.ts', title: 'a hostile message is only text in the panel' },
    },
  },
  55: {
    name: 'settings change',
    shown: {
      shownIn: {
        file: 'test/integration/main/settingsChange.test.ts',
        title: 'a task is waited for where it was paid and with the key that paid it',
      },
    },
  },
} as const satisfies Readonly<Record<number, RowEntry>>;

export type FaultRow = keyof typeof rows;
