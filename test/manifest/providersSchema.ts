import assert from 'node:assert/strict';
import * as z from 'zod';
import { providerRow } from '../../src/core/providerSettings/schema';
import { providersHints, type Hint } from './providersHints';

export type Schema = Readonly<Record<string, unknown>>;

type Hints = Readonly<Record<string, Hint>>;

/**
 * The schema of an entry of `easel.providers`, as `package.json` holds it: what zod checks, with what the hints say of
 * each field. Throws where a field has no hint, or a hint no field.
 */
export function createProvidersSchema(hints: Hints = providersHints): Schema {
  const { $schema, ...schema } = z.toJSONSchema(providerRow, {
    ...{ io: 'input', target: 'draft-7' },
    override: ({ jsonSchema }) => simplify(jsonSchema),
  }) as Schema;
  assert.ok($schema);
  const used = new Set<string>();
  const withHints = addHints(schema, { path: '', hints, used });
  const unused = Object.keys(hints).filter((path) => !used.has(path));
  assert.ok(unused.length === 0, `${unused.join(', ')} has no field`);
  return withHints;
}

interface Place {
  readonly path: string;
  readonly hints: Hints;
  /** Paths that were met. */
  readonly used: Set<string>;
}

function addHints(schema: Schema, place: Place): Schema {
  const { properties, items, anyOf } = schema as {
    readonly properties?: Readonly<Record<string, Schema>>;
    readonly items?: Schema;
    readonly anyOf?: readonly Schema[];
  };
  return {
    ...schema,
    ...(properties && {
      properties: Object.fromEntries(
        Object.entries(properties).map(([name, field]) => [name, describeField(field, name, place)]),
      ),
    }),
    ...(items && { items: addHints(items, place) }),
    ...(anyOf && { anyOf: anyOf.map((branch) => addHints(branch, place)) }),
  };
}

function describeField(field: Schema, name: string, { path: parent, hints, used }: Place): Schema {
  const path = parent === '' ? name : `${parent}.${name}`;
  const hint = hints[path];
  assert.ok(hint, `${path} has no description`);
  used.add(path);
  const { key, valueKeys, keywords = {} } = hint;
  const schema = addHints(field, { path, hints, used });
  return merge(
    { description: textKey(key), ...(valueKeys === undefined ? schema : describeValues(schema, valueKeys)) },
    keywords,
  );
}

/** An enum stands in the field itself or in a branch of it. */
function describeValues(schema: Schema, valueKeys: string): Schema {
  const { enum: values, anyOf } = schema as {
    readonly enum?: readonly string[];
    readonly anyOf?: readonly Schema[];
  };
  return {
    ...schema,
    ...(values && { enumDescriptions: values.map((value) => textKey(`${valueKeys}.${value}`)) }),
    ...(anyOf && { anyOf: anyOf.map((branch) => describeValues(branch, valueKeys)) }),
  };
}

function textKey(key: string): string {
  return `%setting.providers.${key}%`;
}

function merge(schema: Schema, more: Schema): Schema {
  const merged = Object.entries(more).map(([name, value]) => {
    const own = schema[name];
    return [name, isSchema(own) && isSchema(value) ? merge(own, value) : value] as const;
  });
  return { ...schema, ...Object.fromEntries(merged) };
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Says plainly what zod says at length: a list with at least one item, and an integer without a largest one. */
function simplify(schema: z.core.JSONSchema.BaseSchema): void {
  const { items, additionalItems, maximum } = schema;
  if (Array.isArray(items)) {
    assert.ok(additionalItems, 'a tuple without a rest');
    assert.deepEqual(items, [additionalItems], 'a tuple of different items');
    schema.items = additionalItems;
    delete schema.additionalItems;
  }
  if (maximum === Number.MAX_SAFE_INTEGER) {
    delete schema.maximum;
  }
}
