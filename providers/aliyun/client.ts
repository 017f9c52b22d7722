import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ClientRequest } from 'node:http';
import Dysms from '@alicloud/dysmsapi20170525';
import core from '@alicloud/openapi-core';
import { ExtendsParameters, RuntimeOptions } from '@darabonba/typescript';
import type { AliyunSettings } from './settings.js';

/** The official SDK's client; one per process keeps its connections alive. */
export type SmsClient = InstanceType<typeof Dysms.default>;

/** Published by Node when an HTTP client has handed over the whole of a request to its socket's buffer. */
const REQUEST_ENDED = 'http.client.request.start';
const NONCE_HEADER = 'x-acs-signature-nonce';

/**
 * The official client with both timeouts set: it takes the shorter of the two for an answer, and 3 s for one that
 * is left out. Its own retries stay off (no `retryOptions`): they would use a new nonce each time.
 */
export function createClient(settings: AliyunSettings): SmsClient {
  const { accessKeyId, accessKeySecret, endpoint, protocol, sendTimeoutMilliseconds } = settings;
  const config = new core.$OpenApiUtil.Config({
    accessKeyId,
    accessKeySecret,
    endpoint,
    protocol,
    readTimeout: sendTimeoutMilliseconds,
    connectTimeout: sendTimeoutMilliseconds,
  });
  return new Dysms.default(config);
}

/** Options of one call that carry our nonce instead of the SDK's random one; the signature covers it. */
export const withNonce = (nonce: string): RuntimeOptions =>
  new RuntimeOptions({ extendsParameters: new ExtendsParameters({ headers: { [NONCE_HEADER]: nonce } }) });

/** What is known of one call while it is under way. */
export interface WatchedCall {
  /** Whether the whole request has left this process. */
  left: boolean;
}

/**
 * Tells whether a request can have reached the carrier. The SDK's errors do not: "ConnectTimeout" is also what it
 * says of a request that was delivered whole and answered slowly. Requests are recognised by their nonce.
 */
export class RequestWatch {
  private readonly calls = new Map<string, WatchedCall>();

  constructor() {
    subscribe(REQUEST_ENDED, this.follow);
  }

  /** Watches the request with this nonce; undefined when such a one is under way already. */
  begin(nonce: string): WatchedCall | undefined {
    if (this.calls.has(nonce)) return undefined;
    const call = { left: false };
    this.calls.set(nonce, call);
    return call;
  }

  end(nonce: string): void {
    this.calls.delete(nonce);
  }

  close(): void {
    unsubscribe(REQUEST_ENDED, this.follow);
  }

  private readonly follow = (message: unknown): void => {
    const { request } = message as { request: ClientRequest };
    const nonce = request.getHeader(NONCE_HEADER);
    const call = typeof nonce === 'string' ? this.calls.get(nonce) : undefined;
    if (!call) return;
    // "finish": the operating system has every byte. Node also emits it for a request that is torn down with its
    // bytes unsent, but only once it is marked as destroyed. Not `writableFinished`: that looks at the socket,
    // which may serve another request by then.
    request.once('finish', () => {
      if (!request.destroyed) call.left = true;
    });
  };
}
