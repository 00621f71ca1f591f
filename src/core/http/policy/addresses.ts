import { isIP } from 'node:net';

/**
 * Where a host leads to, as far as its name or literal address tells.
 * `name` is a host name that only DNS can judge.
 */
export type AddressClass = 'name' | 'public' | 'loopback' | 'private' | 'linkLocal' | 'metadata' | 'reserved';

/** Judges the host of a URL. `URL` has already brought decimal, octal and short forms of IPv4 into the usual one. */
export function classifyHost(hostname: string): AddressClass {
  const host = hostname
    .replace(/^\[|\]$/g, '')
    .replace(/(?<!\.)\.+$/, '')
    .toLowerCase();
  if (isIP(host) !== 0) {
    return classifyAddress(host);
  }
  return namedHosts.find(([pattern]) => pattern.test(host))?.[1] ?? 'name';
}

/** Judges a literal address, such as DNS gives. */
export function classifyAddress(address: string): AddressClass {
  const family = isIP(address);
  if (family === 4) {
    return classifyBy(ipv4Ranges, parseIPv4(address));
  }
  // A zone such as `%eth0` does not change where an address belongs.
  return family === 6 ? classifyIPv6(parseIPv6(address.replace(/%[^]*/, ''))) : 'reserved';
}

const namedHosts: readonly (readonly [RegExp, AddressClass])[] = [
  [/^(?:.+\.)?localhost$/, 'loopback'],
  [/^(?:(?:metadata|instance-data)(?:\.google\.internal|\.ec2\.internal)?|metadata\.goog)$/, 'metadata'],
  [/^metadata\.tencentyun\.com$/, 'metadata'],
  // Multicast DNS names hosts of the local network.
  [/\.local$/, 'private'],
];

type Bits = readonly number[];

type Range = readonly [prefix: string, length: number, addressClass: AddressClass];

/** The first match counts. IANA's special-purpose registry, and the addresses where clouds keep credentials. */
const ipv4Ranges = readRanges(parseIPv4, [
  ['169.254.169.254', 32, 'metadata'],
  ['169.254.170.2', 32, 'metadata'],
  ['169.254.170.23', 32, 'metadata'],
  ['169.254.42.42', 32, 'metadata'],
  ['169.254.0.23', 32, 'metadata'],
  ['100.100.100.200', 32, 'metadata'],
  ['168.63.129.16', 32, 'metadata'],
  ['192.0.0.192', 32, 'metadata'],
  ['127.0.0.0', 8, 'loopback'],
  ['10.0.0.0', 8, 'private'],
  ['172.16.0.0', 12, 'private'],
  ['192.168.0.0', 16, 'private'],
  ['169.254.0.0', 16, 'linkLocal'],
  ['0.0.0.0', 8, 'reserved'],
  ['100.64.0.0', 10, 'reserved'],
  ['192.0.0.0', 24, 'reserved'],
  // Proxy tools answer DNS with this range and forward what goes there, so it counts as public.
  ['198.18.0.0', 15, 'public'],
  ['224.0.0.0', 3, 'reserved'],
]);

const ipv6Ranges = readRanges(parseIPv6, [
  ['fd00:ec2::254', 128, 'metadata'],
  ['fd00:ec2::23', 128, 'metadata'],
  ['fd20:ce::254', 128, 'metadata'],
  ['fd00:42::42', 128, 'metadata'],
  ['fe80::a9fe:a9fe', 128, 'metadata'],
  ['::1', 128, 'loopback'],
  ['fc00::', 7, 'private'],
  ['fe80::', 10, 'linkLocal'],
  ['fec0::', 10, 'private'],
  ['64:ff9b:1::', 48, 'reserved'],
  ['2001::', 32, 'reserved'],
  // What is routed on the public internet today; all the rest is set aside.
  ['2000::', 3, 'public'],
]);

/** Ranges that carry an IPv4 address, and the bit where it begins: mapped, compatible, NAT64, 6to4. */
const embeddedIPv4: readonly (readonly [prefix: Bits, start: number])[] = [
  [parseIPv6('::ffff:0:0').slice(0, 96), 96],
  [parseIPv6('::').slice(0, 96), 96],
  [parseIPv6('64:ff9b::').slice(0, 96), 96],
  [parseIPv6('2002::').slice(0, 16), 16],
];

function classifyIPv6(address: Bits): AddressClass {
  const embedded = embeddedIPv4.find(([prefix]) => startsWith(address, prefix));
  const isLoopback = address.lastIndexOf(1) === 127 && address.indexOf(1) === 127;
  return embedded && !isLoopback
    ? classifyBy(ipv4Ranges, address.slice(embedded[1], embedded[1] + 32))
    : (classifyKnown(ipv6Ranges, address) ?? 'reserved');
}

function classifyBy(ranges: readonly (readonly [Bits, AddressClass])[], address: Bits): AddressClass {
  return classifyKnown(ranges, address) ?? 'public';
}

function classifyKnown(
  ranges: readonly (readonly [Bits, AddressClass])[],
  address: Bits,
): AddressClass | undefined {
  return ranges.find(([prefix]) => startsWith(address, prefix))?.[1];
}

function startsWith(address: Bits, prefix: Bits): boolean {
  return prefix.every((bit, index) => address[index] === bit);
}

function readRanges(
  parse: (address: string) => Bits,
  ranges: readonly Range[],
): readonly (readonly [Bits, AddressClass])[] {
  return ranges.map(([prefix, length, addressClass]) => [parse(prefix).slice(0, length), addressClass]);
}

function parseIPv4(address: string): Bits {
  return address.split('.').flatMap((part) => toBits(Number(part), 8));
}

function parseIPv6(address: string): Bits {
  const last = address.slice(address.lastIndexOf(':') + 1);
  const dotted = last.includes('.') ? last : undefined;
  const tail = dotted === undefined ? [] : parseIPv4(dotted);
  const [front = '', back] = (dotted === undefined ? address : address.slice(0, -dotted.length - 1)).split(
    '::',
  );
  const head = groupsToBits(front);
  const rest = [...groupsToBits(back ?? ''), ...tail];
  const zeros = Array.from({ length: Math.max(0, 128 - head.length - rest.length) }, () => 0);
  return [...head, ...zeros, ...rest];
}

function groupsToBits(groups: string): Bits {
  return groups
    .split(':')
    .filter((group) => group !== '')
    .flatMap((group) => toBits(Number.parseInt(group, 16), 16));
}

function toBits(value: number, length: number): Bits {
  return Array.from({ length }, (_, index) => (value >> (length - 1 - index)) & 1);
}

/** Which addresses a connection may be made to: a stranger's result hosts must be public, our own must be no metadata service. */
export type Reach = 'public' | 'own';

/** Whether an address, or a literal host, may be connected to. Names pass: only DNS can judge them. */
export function isWithin(reach: Reach, addressClass: AddressClass): boolean {
  return reach === 'own' ? addressClass !== 'metadata' : addressClass === 'public' || addressClass === 'name';
}
