import { createProvidersSchema, type Schema } from './providersSchema';

interface PackageJson {
  readonly contributes: {
    readonly configuration: {
      readonly properties: Readonly<Record<'easel.providers', { readonly items: Schema }>>;
    };
  };
}

/** The manifest with a fresh schema of the entries of `easel.providers`; their snippets are written by hand. */
export function withProvidersSchema(text: string): PackageJson {
  const manifest = JSON.parse(text) as PackageJson;
  const { contributes } = manifest;
  const { configuration } = contributes;
  const { properties } = configuration;
  const setting = properties['easel.providers'];
  const items = { ...createProvidersSchema(), defaultSnippets: setting.items.defaultSnippets };
  return {
    ...manifest,
    contributes: {
      ...contributes,
      configuration: {
        ...configuration,
        properties: { ...properties, 'easel.providers': { ...setting, items } },
      },
    },
  };
}
