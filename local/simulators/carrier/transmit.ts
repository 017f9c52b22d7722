import type { ServerResponse } from 'node:http';
import type { Answer } from './answers.js';
import type { Wire } from './effects.js';

/** What a proxy in between says when it has lost its backend. */
const PROXY_PAGE =
  '<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>';

/** Puts an answer on the wire, or as much of it as the fault leaves. */
export function transmit(response: ServerResponse, answer: Answer, wire: Wire): void {
  switch (wire) {
    case 'whole':
      return whole(response, answer);
    case 'nothing':
      return; // The connection stays open until the caller gives up or the simulator stops.
    case 'reset':
      response.socket?.resetAndDestroy();
      return;
    case 'half':
      return half(response, answer);
    case 'nonsense':
      response.writeHead(502, { 'content-type': 'text/html' }).end(PROXY_PAGE);
  }
}

function whole(response: ServerResponse, { status, headers, body }: Answer): void {
  const text = JSON.stringify(body);
  response
    .writeHead(status, {
      'content-type': 'application/json;charset=utf-8',
      'content-length': Buffer.byteLength(text),
      ...headers,
    })
    .end(text);
}

function half(response: ServerResponse, { status, body }: Answer): void {
  const text = Buffer.from(JSON.stringify(body));
  response.writeHead(status, {
    'content-type': 'application/json;charset=utf-8',
    'content-length': text.length,
  });
  response.write(text.subarray(0, text.length / 2), () => response.socket?.destroy());
}
