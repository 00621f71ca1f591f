// Loaded into the VS Code server before its own code (node --import). It adds what the server's usual front does.
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { syncBuiltinESMExports } from 'node:module';
import path from 'node:path';

// The server's child processes inherit the option, and must not do any of this.
if (process.argv[1]?.endsWith('server-main.js')) {
  endWithStandardInput();
  answerMintKey(process.env['EASEL_SERVER_DATA'] ?? '.');
}

/** The starting script holds the other end: also when it is killed, the server ends. */
function endWithStandardInput() {
  process.stdin.resume().on('end', () => process.exit(0));
  process.stdin.on('error', () => process.exit(0));
}

/**
 * The workbench encrypts extensions' secrets in the browser's local storage with a key of which the server holds one
 * half, and asks for it at /mint-key. Without an answer no secret would survive a reload of the page.
 *
 * @param {string} dataFolder
 */
function answerMintKey(dataFolder) {
  const file = path.join(dataFolder, 'web-key-half');
  if (!existsSync(file)) {
    writeFileSync(file, randomBytes(32), { mode: 0o600 });
  }
  const key = readFileSync(file);
  const createServer = http.createServer;
  /** @param {import('node:http').RequestListener} listener */
  const createServerWithKey = (listener) =>
    createServer((request, response) => {
      if (request.method === 'POST' && request.url === '/mint-key') {
        response.writeHead(200, { 'Content-Type': 'application/octet-stream' }).end(key);
      } else {
        listener(request, response);
      }
    });
  Object.assign(http, { createServer: createServerWithKey });
  syncBuiltinESMExports();
}
