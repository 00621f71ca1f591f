import assert from 'node:assert/strict';
import { BlockList } from 'node:net';
import fc from 'fast-check';
import { classifyAddress, classifyHost, isWithin } from '../../../src/core/http/policy/addresses';
import { checkResultUrl } from '../../../src/core/http/policy/resultUrl';
import { EaselError } from '../../../src/core/model/errors';
import { describeProperties, holds, textOf } from './property';

const notPublic = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
];
const neitherPublic = ['192.0.0.0/24', '192.168.0.0/16', '224.0.0.0/3', '168.63.129.16/32'];

/** Node's own idea of a range. */
const closed = new BlockList();
for (const range of [...notPublic, ...neitherPublic]) {
  const [prefix = '', length] = range.split('/');
  closed.addSubnet(prefix, Number(length));
}

/** Half of them near the borders of what is closed. */
const ipv4 = fc
  .oneof(
    fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255), fc.nat(255)),
    fc.tuple(
      fc.constantFrom(0, 9, 10, 100, 126, 127, 128, 168, 169, 172, 192, 198, 223, 224, 255),
      fc.constantFrom(0, 15, 16, 31, 32, 63, 64, 127, 128, 167, 168, 169, 254),
      fc.constantFrom(0, 1, 129, 170, 254, 255),
      fc.constantFrom(0, 1, 2, 16, 192, 200, 254, 255),
    ),
  )
  .map((parts): readonly number[] => parts);

type Bytes = readonly number[];
const valueOf = (bytes: Bytes): number => bytes.reduce((value, each) => value * 256 + each, 0);
const hex = (value: number): string => value.toString(16);

/** The spellings of IPv4 that browsers, and so `URL`, understand. */
const spellings: readonly ((bytes: Bytes) => string)[] = [
  (bytes) => bytes.join('.'),
  (bytes) => `${bytes.join('.')}.`,
  (bytes) => String(valueOf(bytes)),
  (bytes) => `0x${hex(valueOf(bytes))}`,
  (bytes) => `0${valueOf(bytes).toString(8)}`,
  (bytes) => bytes.map((each) => `0${each.toString(8)}`).join('.'),
  (bytes) => bytes.map((each) => `0X${hex(each)}`).join('.'),
  ([first = 0, ...rest]) => `${first}.${valueOf(rest)}`,
  ([first = 0, second = 0, ...rest]) => `0x${hex(first)}.${second}.${valueOf(rest)}`,
  (bytes) => bytes.join('。').replaceAll(/\d/g, fullWidth),
  (bytes) => encodeURIComponent(bytes.join('.')).replace(/\d/, (digit) => `%3${digit}`),
];

/** IPv6 that leads to an IPv4 address: mapped, NAT64, 6to4. */
const wrappings: readonly ((bytes: Bytes) => string)[] = [
  (bytes) => `::ffff:${bytes.join('.')}`,
  (bytes) => `::FFFF:${groups(bytes)}`,
  (bytes) => `0:0:0:0:0:ffff:${groups(bytes)}`,
  (bytes) => `64:ff9b::${bytes.join('.')}`,
  (bytes) => `64:ff9b::${groups(bytes)}`,
  (bytes) => `2002:${groups(bytes)}::1`,
];

describeProperties('any IPv4 address', () => {
  holds('is public where no range of the registry says otherwise', ipv4, (bytes) => {
    const address = bytes.join('.');
    const isPublic = isWithin('public', classifyAddress(address));
    assert.equal(isPublic, !closed.check(address) && address !== '100.100.100.200', address);
  });

  holds(
    'is judged alike in every spelling',
    fc.tuple(ipv4, fc.constantFrom(...spellings)),
    ([bytes, spell]) => {
      const { hostname } = new URL(`https://${spell(bytes)}/`);
      assert.equal(classifyHost(hostname), classifyAddress(bytes.join('.')), hostname);
    },
  );

  holds('is judged alike inside IPv6', fc.tuple(ipv4, fc.constantFrom(...wrappings)), ([bytes, wrap]) => {
    const expected = classifyAddress(bytes.join('.'));
    assert.equal(classifyAddress(wrap(bytes)), expected, wrap(bytes));
    assert.equal(classifyHost(new URL(`https://[${wrap(bytes)}]/`).hostname), expected, wrap(bytes));
  });
});

describeProperties('any address', () => {
  const text = fc.oneof(
    textOf('0123456789abcdefx.:[]%@/\\?#-_', { maxLength: 30 }),
    fc.webUrl({ withQueryParameters: true, withFragments: true }),
    fc.ipV6(),
    fc.string({ unit: 'binary' }),
  );

  holds(
    'of a result is https to a public host, or refused',
    fc.tuple(fc.constantFrom('', 'https://', '//'), text),
    (input) => {
      try {
        const { url } = checkResultUrl(input.join(''), { baseUrl: 'https://api.example.com/v1' });
        assert.equal(url.protocol, 'https:');
        assert.ok(isWithin('public', classifyHost(url.hostname)), url.href);
        assert.equal(url.username + url.password, '');
      } catch (error) {
        assert.ok(error instanceof EaselError && error.kind === 'unexpectedAnswer', String(error));
      }
    },
  );

  holds('has a class, whatever it is', text, (address) => {
    assert.equal(typeof classifyAddress(address), 'string');
    assert.equal(typeof classifyHost(address), 'string');
  });
});

function groups(bytes: Bytes): string {
  const [a = 0, b = 0, c = 0, d = 0] = bytes;
  return `${hex(a * 256 + b)}:${hex(c * 256 + d)}`;
}

function fullWidth(digit: string): string {
  return String.fromCharCode(0xff10 + Number(digit));
}
