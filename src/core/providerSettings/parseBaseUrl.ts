import { classifyHost } from '../http/policy/addresses';
import type { ProviderDraft } from './providerDraft';

/**
 * An address as people paste it: perhaps without a scheme, with the path of an endpoint, or, of Azure, with the version
 * in its query. What is no address is left as it is, for the schema to refuse.
 */
export function withAddress(draft: ProviderDraft, typed: string): ProviderDraft {
  const text = withScheme(typed.trim());
  if (!URL.canParse(text)) {
    return { ...draft, baseUrl: text };
  }
  const url = new URL(text);
  url.pathname = url.pathname.replace(/\/(?:images\/(?:generations|edits)|chat\/completions)\/?$/u, '');
  return draft.kind === 'azure' ? withAzureAddress(draft, url) : { ...draft, baseUrl: withoutSlash(url) };
}

/**
 * Azure has two addresses: of one deployment, whose version is a date, and of all, whose version is in the path.
 * https://learn.microsoft.com/azure/ai-foundry/openai/api-version-lifecycle
 */
function withAzureAddress(draft: ProviderDraft, url: URL): ProviderDraft {
  const deployment = /\/openai\/deployments\/(?<name>[^/%]+)\/?$/u.exec(url.pathname)?.groups?.name;
  const named = url.searchParams.get('api-version');
  url.searchParams.delete('api-version');
  if (url.pathname === '/') {
    url.pathname = '/openai/v1';
  }
  const usual = deployment === undefined ? usualVersions.all : usualVersions.deployment;
  const isOurs = (['', usualVersions.all, usualVersions.deployment] as readonly string[]).includes(
    draft.apiVersion,
  );
  return {
    ...draft,
    baseUrl: withoutSlash(url),
    apiVersion: named ?? (isOurs ? usual : draft.apiVersion),
    ...(deployment !== undefined && { modelId: decodeURIComponent(deployment) }),
  };
}

/** The oldest version of a deployment's address that has GPT Image. */
const usualVersions = { all: 'preview', deployment: '2025-04-01-preview' } as const;

function withScheme(text: string): string {
  if (text === '' || text.includes('://')) {
    return text;
  }
  const host = URL.canParse(`http://${text}`) ? classifyHost(new URL(`http://${text}`).hostname) : 'name';
  return `${host === 'loopback' || host === 'private' ? 'http' : 'https'}://${text}`;
}

function withoutSlash(url: URL): string {
  return url.href.replace(/(?<!\/)\/+$/u, '');
}
