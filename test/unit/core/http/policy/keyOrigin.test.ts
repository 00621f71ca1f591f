import assert from 'node:assert/strict';
import { judgeKeyAddress, originOf, type KeyAddress } from '../../../../../src/core/http/policy/keyOrigin';

describe('key address', () => {
  const judgements: [url: string, judgement: KeyAddress][] = [
    ['https://api.example.com/v1', 'secure'],
    ['https://192.168.1.5', 'secure'],
    ['http://localhost:1234', 'loopback'],
    ['http://sub.localhost:1234', 'loopback'],
    ['http://127.0.0.1:7860', 'loopback'],
    ['http://127.8.9.1', 'loopback'],
    ['http://[::1]:80', 'loopback'],
    ['http://10.0.0.5', 'private'],
    ['http://172.20.1.1', 'private'],
    ['http://192.168.1.5:8188', 'private'],
    ['http://[fd12::1]', 'private'],
    ['http://[fe80::1]', 'private'],
    ['http://gpu-box.local:8188', 'private'],
    ['http://api.example.com', 'refused'],
    ['http://172.32.0.1', 'refused'],
    ['http://8.8.8.8', 'refused'],
    ['http://169.254.169.254', 'refused'],
    ['http://localhost.example.com', 'refused'],
    ['http://127.0.0.1.example.com', 'refused'],
    ['ftp://example.com', 'refused'],
    ['file:///x', 'refused'],
    ['not an address', 'refused'],
    ['', 'refused'],
  ];
  for (const [url, judgement] of judgements) {
    it(`${JSON.stringify(url)} is ${judgement}`, () => {
      assert.equal(judgeKeyAddress(url), judgement);
    });
  }

  it('has an origin of scheme, host and port', () => {
    assert.equal(originOf('https://API.example.com:443/v1?x#y'), 'https://api.example.com');
    assert.notEqual(originOf('http://a.example'), originOf('https://a.example'));
    assert.equal(originOf('nonsense'), '');
  });
});
