import { BlockList, isIP, isIPv6 } from 'node:net';

/**
 * The user's network settings as plain data, named after VS Code's own `http.*`
 * (https://code.visualstudio.com/docs/setup/network).
 */
export interface NetworkSettings {
  /** `off` means: no proxy at all. The other values tell VS Code how to treat its extensions. */
  readonly proxySupport: 'off' | 'on' | 'fallback' | 'override';
  /** Address of the proxy, or empty. It may hold a user and a password. */
  readonly proxy: string;
  /** Hosts that are reached without the proxy. If there are any, they replace the environment's `NO_PROXY`. */
  readonly noProxy: readonly string[];
  /** The whole value of the `proxy-authorization` header, or empty. */
  readonly proxyAuthorization: string;
  /** Whether certificates are checked. */
  readonly strictSsl: boolean;
  /** Whether the operating system's certificates are trusted. */
  readonly systemCertificates: boolean;
  /** Whether nothing may be sent or fetched without encryption, except within this machine. Easel's own setting. */
  readonly requireHttps: boolean;
  /** `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` in either case are read from it. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** As in a VS Code that nobody has set up, on a machine without proxy variables. */
export const defaultNetworkSettings: NetworkSettings = {
  proxySupport: 'override',
  proxy: '',
  noProxy: [],
  proxyAuthorization: '',
  strictSsl: true,
  systemCertificates: true,
  requireHttps: false,
  environment: {},
};

/** How a host is to be reached. */
export type Way =
  /** `certain`: the settings say so. Otherwise the operating system may know of a proxy. */
  | { readonly kind: 'direct'; readonly certain: boolean }
  | {
      readonly kind: 'proxy';
      /** http or https, without user and password. */
      readonly url: URL;
      /** The value of `proxy-authorization`. A secret. */
      readonly authorization: string | undefined;
    }
  /** A proxy that speaks something else, such as SOCKS. */
  | { readonly kind: 'otherProxy' };

/**
 * The way to a URL's host, in VS Code's own order: this machine directly; `http.noProxy`, or else `NO_PROXY`;
 * `http.proxy`; the environment; and else the operating system, which only VS Code can ask.
 */
export function wayTo({ protocol, hostname, port }: URL, settings: NetworkSettings): Way {
  const host = hostname.replace(/^\[|\]$/g, '').toLowerCase();
  const environment = (name: string): string =>
    settings.environment[name.toLowerCase()] ?? settings.environment[name] ?? '';
  const exceptions = settings.noProxy.length > 0 ? settings.noProxy : environment('NO_PROXY').split(',');
  const target = { host, port: port || (protocol === 'https:' ? '443' : '80') };
  const isDirect =
    settings.proxySupport === 'off' ||
    alwaysDirect.has(host) ||
    exceptions.some((exception) => matchesException(exception, target));
  if (isDirect) {
    return { kind: 'direct', certain: true };
  }
  const address = settings.proxy.trim() || environment('HTTPS_PROXY') || environment('HTTP_PROXY');
  return address === ''
    ? { kind: 'direct', certain: false }
    : readProxy(address, settings.proxyAuthorization);
}

const alwaysDirect: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '::1']);

function readProxy(address: string, setting: string): Way {
  const text = address.includes('://') ? address : `http://${address}`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    return { kind: 'otherProxy' };
  }
  const credentials = `${decode(url.username)}:${decode(url.password)}`;
  const basic = `Basic ${Buffer.from(credentials).toString('base64')}`;
  const authorization = setting.trim() || (credentials === ':' ? undefined : basic);
  return { kind: 'proxy', url: new URL(url.origin), authorization };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

interface Target {
  /** In lower case, without brackets. */
  readonly host: string;
  readonly port: string;
}

/** `*`, `example.com` and what is below it, `.example.com`, `*.example.com`, an address, `10.0.0.0/8`; all with `:port`. */
function matchesException(exception: string, { host, port }: Target): boolean {
  const pattern = exception.trim().toLowerCase();
  if (pattern === '' || pattern === '*') {
    return pattern === '*';
  }
  const isBareIPv6 = isIPv6(pattern.replace(/\/[^]*/, ''));
  const wantedPort = isBareIPv6 ? undefined : /:(\d+)$/.exec(pattern)?.[1];
  const name = wantedPort === undefined ? pattern : pattern.slice(0, -wantedPort.length - 1);
  return (wantedPort === undefined || wantedPort === port) && matchesName(name.replace(/^\[|\]$/g, ''), host);
}

function matchesName(name: string, host: string): boolean {
  const [network = '', length] = name.split('/');
  const family = isIP(network);
  if (family === 0) {
    return `.${host}`.endsWith(`.${name.replace(/^\*?\./, '')}`);
  }
  if (isIP(host) !== family) {
    return false;
  }
  const addresses = new BlockList();
  const type = family === 4 ? 'ipv4' : 'ipv6';
  const whole = family === 4 ? 32 : 128;
  const bits = Number.parseInt(length ?? String(whole), 10);
  if (!(bits >= 0 && bits <= whole)) {
    return false;
  }
  addresses.addSubnet(network, bits, type);
  return addresses.check(host, type);
}
