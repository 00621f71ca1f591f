import assert from 'node:assert/strict';
import {
  defaultNetworkSettings,
  wayTo,
  type NetworkSettings,
  type Way,
} from '../../../../../src/core/http/transport/networkSettings';

const way = (url: string, settings: Partial<NetworkSettings> = {}): Way =>
  wayTo(new URL(url), { ...defaultNetworkSettings, ...settings });
const proxyOf = (found: Way): string => (found.kind === 'proxy' ? found.url.host : found.kind);

describe('the way to a host', () => {
  const api = 'https://api.example.com/v1';
  const proxy = 'http://set.example:3128';

  it('is direct where nothing names a proxy, and then the operating system may know one', () => {
    assert.deepEqual(way(api), { kind: 'direct', certain: false });
  });

  it('leads through http.proxy before the proxy of the environment', () => {
    const environment = { HTTPS_PROXY: 'http://env.example:8080' };
    assert.equal(proxyOf(way(api, { proxy, environment })), 'set.example:3128');
    assert.equal(proxyOf(way(api, { environment })), 'env.example:8080');
    assert.equal(proxyOf(way(api, { environment: { http_proxy: 'env.example:8080' } })), 'env.example:8080');
    assert.equal(
      proxyOf(way(api, { environment: { HTTP_PROXY: 'http://b.example', https_proxy: 'http://a.example' } })),
      'a.example',
    );
  });

  it('is direct, whatever else is set, where proxy support is off', () => {
    const environment = { HTTPS_PROXY: 'http://env.example:8080' };
    assert.deepEqual(way(api, { proxy, environment, proxySupport: 'off' }), {
      kind: 'direct',
      certain: true,
    });
  });

  it('to this machine is always direct', () => {
    for (const host of ['localhost', '127.0.0.1', '[::1]', 'LOCALHOST']) {
      assert.deepEqual(way(`http://${host}:8188/`, { proxy }), { kind: 'direct', certain: true }, host);
    }
    assert.equal(way('http://localhost.example/', { proxy }).kind, 'proxy');
    assert.equal(way('http://127.0.0.2/', { proxy }).kind, 'proxy');
  });

  it('is direct for the exceptions of http.noProxy', () => {
    const matching: [exception: string, url: string][] = [
      ['*', api],
      ['example.com', api],
      ['.example.com', api],
      ['*.example.com', api],
      [' API.example.com ', api],
      ['api.example.com:443', api],
      ['example.com:8443', 'https://api.example.com:8443'],
      ['10.0.0.0/8', 'http://10.20.30.40/'],
      ['10.1.2.3', 'http://10.1.2.3/'],
      ['10.1.2.3:80', 'http://10.1.2.3/'],
      ['fd00::/8', 'http://[fd12::1]/'],
      ['fd12::1', 'http://[fd12::1]/'],
      ['[fd12::1]:80', 'http://[fd12::1]/'],
    ];
    for (const [exception, url] of matching) {
      assert.deepEqual(
        way(url, { proxy, noProxy: [exception] }),
        { kind: 'direct', certain: true },
        exception,
      );
    }
  });

  it('is not direct for what an exception does not say', () => {
    const others: [exception: string, url: string][] = [
      ['', api],
      ['ample.com', api],
      ['api.example.com.evil', api],
      ['www.example.com', api],
      ['api.example.com:80', api],
      ['10.0.0.0/8', 'http://11.0.0.1/'],
      ['10.0.0.0/99', 'http://10.0.0.1/'],
      ['10.0.0.0/x', 'http://10.0.0.1/'],
      ['10.0.0.0/8', api],
      ['fd00::/8', 'http://[fe12::1]/'],
    ];
    for (const [exception, url] of others) {
      assert.equal(way(url, { proxy, noProxy: [exception] }).kind, 'proxy', exception);
    }
  });

  it('heeds NO_PROXY only where http.noProxy is empty', () => {
    const environment = { NO_PROXY: 'other.org, example.com' };
    assert.equal(way(api, { proxy, environment }).kind, 'direct');
    assert.equal(way(api, { proxy, environment, noProxy: ['other.org'] }).kind, 'proxy');
  });

  it('takes the login of the address, and http.proxyAuthorization before it', () => {
    const withLogin = 'http://us%40er:pass%3Aword@p.example';
    const found = way(api, { proxy: withLogin });
    assert.ok(found.kind === 'proxy');
    assert.equal(found.authorization, `Basic ${Buffer.from('us@er:pass:word').toString('base64')}`);
    assert.equal(found.url.href, 'http://p.example/');
    const set = way(api, { proxy: withLogin, proxyAuthorization: 'Bearer t' });
    assert.ok(set.kind === 'proxy' && set.authorization === 'Bearer t');
    const none = way(api, { proxy });
    assert.ok(none.kind === 'proxy' && none.authorization === undefined);
  });

  it('through another kind of proxy is left to VS Code', () => {
    assert.equal(way(api, { proxy: 'socks5://p.example:1080' }).kind, 'otherProxy');
    assert.equal(way(api, { proxy: 'http://' }).kind, 'otherProxy');
  });
});
