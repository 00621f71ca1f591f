import { startOf } from '../../../shared/boundedText';
import { LongText } from './longText';

/** The start of a value as JSON, without embedded bytes, at the cost of what is kept. */
export function jsonStart(value: unknown, most: number): string {
  let start = '';
  for (const piece of piecesOf(value, { most, level: 0 })) {
    start += piece;
    if (start.length > most) {
      break;
    }
  }
  return startOf(start, most);
}

/** Further down a value says nothing to anyone. */
const deepest = 20;

interface Place {
  readonly most: number;
  readonly level: number;
}

function* piecesOf(value: unknown, { most, level }: Place): Generator<string> {
  if (typeof value === 'string' || value instanceof LongText) {
    yield JSON.stringify(startOf(typeof value === 'string' ? value : startOfLong(value, most), most));
  } else if (typeof value !== 'object' || value === null) {
    yield JSON.stringify(value);
  } else if (level >= deepest) {
    yield '…';
  } else {
    const isArray = Array.isArray(value);
    yield isArray ? '[' : '{';
    let separator = '';
    for (const key in value) {
      yield isArray ? separator : `${separator}${JSON.stringify(startOf(key, most))}:`;
      yield* piecesOf((value as Readonly<Record<string, unknown>>)[key], { most, level: level + 1 });
      separator = ',';
    }
    yield isArray ? ']' : '}';
  }
}

function startOfLong({ pieces }: LongText, most: number): string {
  let text = '';
  for (const piece of pieces) {
    text += typeof piece === 'string' ? piece : '';
    if (text.length > most) {
      break;
    }
  }
  return text;
}
