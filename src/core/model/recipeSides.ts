import * as z from 'zod';
import { startOf } from '../../shared/boundedText';

const longestPath = 1024;

/** Of the formats that Easel reads none has more. */
const largestSide = 2 ** 32 - 1;

/** The same bounds for both sides: who reads refuses what is beyond them, and who writes fits everything into them. */
export interface Side {
  readonly text: (most: number) => z.ZodType<string>;
  readonly list: <Member>(member: z.ZodType<Member>, most: number) => z.ZodType<readonly Member[]>;
  /** Leads out of no workspace. */
  readonly path: z.ZodType<string>;
  readonly pixels: z.ZodType<number>;
  /** @param defaults stand in for parts that must be there, and cannot be read. */
  readonly object: <Shape extends z.core.$ZodLooseShape>(
    shape: Shape,
    defaults?: object,
  ) => z.ZodType<z.output<z.ZodObject<Shape>>>;
}

/** A recipe read from a file is a stranger's: everything is bounded, and no path leads out of the workspace. */
export const reading: Side = {
  text: (most) => z.string().max(most).transform(wellFormed),
  // Counted before any member is looked at.
  list: (member, most) => z.array(z.unknown()).max(most).pipe(z.array(member)),
  path: z.string().min(1).max(longestPath).refine(isRelativePath).transform(wellFormed),
  pixels: z.int().min(0).max(largestSide),
  object: (shape) => z.object(shape),
};

export const writing: Side = {
  text: (most) => z.string().transform((text) => startOf(text, most)),
  list: (member, most) =>
    z
      .array(z.unknown())
      .transform((members) => members.slice(0, most).flatMap((each) => wholeMember(member, each))),
  // A path that leads out is reduced to the file's name.
  path: z.string().transform((path) => withinWorkspace(wellFormed(path))),
  pixels: z
    .number()
    .catch(0)
    .transform((side) => Math.min(Math.max(0, Math.round(side)), largestSide)),
  // Each part is read by itself, so that one that its reader would refuse does not take the others with it.
  object: <Shape extends z.core.$ZodLooseShape>(shape: Shape, defaults = {}) =>
    z
      .looseObject({})
      .transform((value) => ({ ...defaults, ...readableParts(shape, value) }))
      .pipe(z.object(shape) as z.ZodType<z.output<z.ZodObject<Shape>>, object>),
};

function wholeMember<Member>(schema: z.ZodType<Member>, value: unknown): readonly Member[] {
  const { success, data } = schema.safeParse(value);
  return success ? [data] : [];
}

function readableParts(shape: z.core.$ZodLooseShape, value: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(
    Object.keys(shape).flatMap((name) =>
      wholeMember(shape[name] as z.ZodType, value[name]).map((part) => [name, part]),
    ),
  );
}

/** JSON can spell half of a character; no file, no header and few providers take one. */
function wellFormed(text: string): string {
  return text.toWellFormed();
}

function withinWorkspace(path: string): string {
  const name = path.split(/[\\/]/).at(-1) ?? '';
  return (
    [path, name].find((each) => each !== '' && each.length <= longestPath && isRelativePath(each)) ?? 'image'
  );
}

/** Neither a POSIX root, a Windows drive, share or URI, nor a step up. */
function isRelativePath(path: string): boolean {
  return !/^(?:[\\/]|[a-z]:|[a-z][a-z0-9+.-]*:\/\/)/i.test(path) && !path.split(/[\\/]/).includes('..');
}
