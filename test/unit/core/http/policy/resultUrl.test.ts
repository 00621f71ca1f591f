import assert from 'node:assert/strict';
import { checkResultUrl } from '../../../../../src/core/http/policy/resultUrl';

const base = 'https://api.example.com/v1';

describe('result address', () => {
  const allowed: [url: string, resolved: string][] = [
    ['https://cdn.example.net/a.png?sig=1', 'https://cdn.example.net/a.png?sig=1'],
    ['https://cdn.example.net:8443/a.png', 'https://cdn.example.net:8443/a.png'],
    ['https://93.184.216.34/a.png', 'https://93.184.216.34/a.png'],
    ['https://198.18.0.7/a.png', 'https://198.18.0.7/a.png'],
    ['https://198.19.255.255/', 'https://198.19.255.255/'],
    ['https://[2606:2800:220:1::1]/', 'https://[2606:2800:220:1::1]/'],
    ['https://[64:ff9b::5db8:d822]/', 'https://[64:ff9b::5db8:d822]/'],
    ['https://[::ffff:93.184.216.34]/', 'https://[::ffff:5db8:d822]/'],
    ['/img/a.png', 'https://api.example.com/img/a.png'],
    ['img/a.png', 'https://api.example.com/v1/img/a.png'],
    ['//cdn.example.net/a.png', 'https://cdn.example.net/a.png'],
  ];
  for (const [url, resolved] of allowed) {
    it(`${url} is allowed`, () => {
      assert.equal(checkResultUrl(url, { baseUrl: base }).url.href, resolved);
    });
  }

  const refused = [
    'http://cdn.example.net/a.png',
    'ftp://cdn.example.net/a.png',
    'file:///etc/passwd',
    'data:image/png;base64,AAAA',
    'javascript:alert(1)',
    'command:workbench.action.quit',
    'https://user:pass@cdn.example.net/',
    'https://localhost/',
    'https://localhost./',
    'https://app.localhost/',
    'https://printer.local/',
    'https://127.0.0.1/',
    'https://127.1/',
    'https://2130706433/',
    'https://0x7f000001/',
    'https://0177.0.0.1/',
    'https://0.0.0.0/',
    'https://10.1.2.3/',
    'https://172.16.0.1/',
    'https://172.31.255.255/',
    'https://192.168.1.1/',
    'https://100.64.0.1/',
    'https://169.254.1.1/',
    'https://169.254.169.254/latest/meta-data/',
    'https://metadata.google.internal/',
    'https://100.100.100.200/',
    'https://224.0.0.1/',
    'https://255.255.255.255/',
    'https://[::]/',
    'https://[::1]/',
    'https://[::127.0.0.1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[::ffff:a00:1]/',
    'https://[64:ff9b::10.0.0.1]/',
    'https://[64:ff9b::a9fe:a9fe]/',
    'https://[64:ff9b:1::1]/',
    'https://[2002:7f00:1::]/',
    'https://[fc00::1]/',
    'https://[fd00:ec2::254]/',
    'https://[fe80::1]/',
    'https://[fec0::1]/',
    'https://[ff02::1]/',
    'https://',
    'https://exa mple.com/',
  ];
  for (const url of refused) {
    it(`${url} is refused`, () => {
      assert.throws(() => checkResultUrl(url, { baseUrl: base }), { kind: 'unexpectedAnswer' });
    });
  }

  it('of the own origin is allowed even where it is local and without TLS', () => {
    for (const own of ['http://127.0.0.1:8188', 'http://192.168.1.5:7860/api', 'http://localhost:1234/v1/']) {
      const { origin } = new URL(own);
      assert.equal(checkResultUrl(`${origin}/a.png`, { baseUrl: own }).url.href, `${origin}/a.png`);
      assert.equal(checkResultUrl('/a.png', { baseUrl: own }).url.href, `${origin}/a.png`);
    }
  });

  it('of another port is not of the own origin', () => {
    assert.throws(() => checkResultUrl('http://127.0.0.1:22/', { baseUrl: 'http://127.0.0.1:8188' }));
  });

  describe('that means the provider itself', () => {
    const meant: readonly (readonly [given: string, baseUrl: string, resolved: string])[] = [
      // https://github.com/mudler/LocalAI/issues/10482: TLS ends at a proxy.
      ['http://ai.example.com/a.png?b=1', 'https://ai.example.com/v1', 'https://ai.example.com/a.png?b=1'],
      ['http://ai.example.com:8080/a.png', 'https://ai.example.com/v1', 'https://ai.example.com/a.png'],
      ['http://ai.example.com/a.png', 'https://ai.example.com:8443', 'https://ai.example.com:8443/a.png'],
      ['http://192.168.1.5:8080/a.png', 'https://192.168.1.5', 'https://192.168.1.5/a.png'],
      // The server on another machine, or in a container, as it sees itself.
      ['http://localhost:8080/a.png', 'http://192.168.1.5:8080', 'http://192.168.1.5:8080/a.png'],
      ['http://localhost:8080/a.png', 'http://gpu-box.local:9000', 'http://gpu-box.local:9000/a.png'],
      ['http://127.0.0.1/a.png', 'http://10.0.0.9:8080/v1', 'http://10.0.0.9:8080/a.png'],
      ['http://0.0.0.0:8080/a.png', 'http://gpu:8080', 'http://gpu:8080/a.png'],
      ['http://[::1]:8080/a.png', 'http://127.0.0.1:8080', 'http://127.0.0.1:8080/a.png'],
      ['https://localhost/a.png', 'https://192.168.1.5:8443', 'https://192.168.1.5:8443/a.png'],
      ['http://0.0.0.0:7860/a.png', 'http://localhost:7860', 'http://localhost:7860/a.png'],
    ];
    for (const [given, baseUrl, resolved] of meant) {
      it(`${given} of ${baseUrl} is asked for at ${resolved}`, () => {
        const { url, reach } = checkResultUrl(given, { baseUrl });
        assert.deepEqual([url.href, reach], [resolved, 'own']);
      });
    }

    it('is left as it is where its host is one of the row', () => {
      const resultHosts = ['ai.example.com:8080'];
      const { url } = checkResultUrl('http://ai.example.com:8080/a.png', { baseUrl: base, resultHosts });
      assert.equal(url.href, 'http://ai.example.com:8080/a.png');
    });
  });

  describe('that is refused', () => {
    const faults: readonly (readonly [url: string, fault: string, host: string | undefined])[] = [
      ['http://cdn.example.net:81/a.png', 'insecure', 'cdn.example.net:81'],
      ['https://10.0.0.1:8443/a.png', 'local', '10.0.0.1:8443'],
      ['http://localhost/a.png', 'local', 'localhost'],
      ['https://169.254.169.254/latest', 'metadata', '169.254.169.254'],
      ['https://user:pass@cdn.example.net/', 'password', 'cdn.example.net'],
      ['ftp://cdn.example.net/a.png', 'scheme', 'cdn.example.net'],
      ['file:///etc/passwd', 'scheme', undefined],
      ['https://exa mple.com/', 'malformed', undefined],
    ];
    for (const [url, addressFault, host] of faults) {
      it(`${url} says why, and which host the row would have to name`, () => {
        const details = { reason: 'address', addressFault, ...(host !== undefined && { host }) };
        assert.throws(() => checkResultUrl(url, { baseUrl: base }), { details });
      });
    }
  });

  it('of cloud metadata is refused even as the own origin', () => {
    assert.throws(() => checkResultUrl('/latest', { baseUrl: 'http://169.254.169.254' }));
  });

  it('is named by its host alone, since its query may hold a signature', () => {
    assert.throws(() => checkResultUrl('https://10.0.0.1/a?sig=secret', { baseUrl: base }), {
      details: { reason: 'address', addressFault: 'local', host: '10.0.0.1' },
    });
  });
});
