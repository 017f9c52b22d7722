import { randomUUID } from 'node:crypto';

/** What one call is answered: the shape of the carrier's API. */
export interface Answer {
  status: number;
  headers?: Record<string, string>;
  body: Record<string, unknown>;
}

/**
 * A call the backend will not carry out, thrown by its checks. The carrier answers such business errors with HTTP 200
 * and a code `isv.*` or `isp.*`.
 */
export class Refusal extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** HTTP 200 with Code OK and what the operation adds. */
export const done = (more: Record<string, unknown>): Answer => ({
  status: 200,
  body: { Code: 'OK', Message: 'OK', RequestId: requestId(), ...more },
});

/** HTTP 200 with a business code: the API's way to say no. */
export const refused = (code: string, message: string): Answer => ({
  status: 200,
  body: { Code: code, Message: message, RequestId: requestId() },
});

/** HTTP 4xx or 5xx: the gateway's way to say no, an exception in the SDK. */
export const gatewayError = (
  status: number,
  code: string,
  message: string,
  headers: Record<string, string> = {},
): Answer => ({
  status,
  headers,
  body: { RequestId: requestId(), HostId: 'dysmsapi.aliyuncs.com', Code: code, Message: message },
});

const requestId = (): string => randomUUID().toUpperCase();
