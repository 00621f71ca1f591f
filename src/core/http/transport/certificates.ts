import { setImmediate } from 'node:timers/promises';
import * as tls from 'node:tls';
import type { NetworkSettings } from './networkSettings';

type CertificateSource = Partial<Pick<typeof tls, 'getCACertificates'>>;

/**
 * The certificates that are trusted besides Node's own: the operating system's where the settings allow, and those
 * of `NODE_EXTRA_CA_CERTS`. Node before 22.15 knows neither function; it applies the variable by itself.
 * @returns PEM texts.
 */
export function readCertificates(
  { systemCertificates }: Pick<NetworkSettings, 'systemCertificates'>,
  source: CertificateSource = tls,
): readonly string[] {
  const kinds = systemCertificates ? (['system', 'extra'] as const) : (['extra'] as const);
  return kinds.flatMap((kind) => source.getCACertificates?.(kind) ?? []);
}

/** How many certificates are taken in before others get their turn: each costs about 0.4 ms. */
const atATime = 8;

/**
 * Node's own certificates and these, ready for `tls.connect`. Handing all of them to `createSecureContext` would hold
 * up the extension host for more than 50 ms (measured in Node 20), so they are added in small steps, as VS Code does.
 * @returns `undefined` where Node's own are all.
 */
export async function openTrust(certificates: readonly string[]): Promise<tls.SecureContext | undefined> {
  const known = new Set(tls.rootCertificates.map(compact));
  const added = certificates.filter((certificate) => !known.has(compact(certificate)));
  if (added.length === 0) {
    return undefined;
  }
  const trust = tls.createSecureContext();
  const store = trust.context as { addCACert(certificate: string): void };
  for (const [index, certificate] of added.entries()) {
    if (index % atATime === 0) {
      await setImmediate();
    }
    try {
      store.addCACert(certificate);
    } catch {
      // A certificate that OpenSSL cannot read takes nothing away from the others.
    }
  }
  return trust;
}

function compact(certificate: string): string {
  return certificate.replace(/\s+/g, '');
}
