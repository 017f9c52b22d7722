import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** What the signature covers of a request. */
export interface SignedRequest {
  method: string;
  path: string;
  query: ReadonlyMap<string, string>;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** The parts of an `Authorization: ACS3-HMAC-SHA256 Credential=…,SignedHeaders=…,Signature=…` header. */
export interface Authorization {
  accessKeyId: string;
  signedHeaders: string[];
  signature: string;
}

const ALGORITHM = 'ACS3-HMAC-SHA256';
const AUTHORIZATION = /^ACS3-HMAC-SHA256 Credential=([^,]+),SignedHeaders=([^,]+),Signature=([0-9a-f]{64})$/;
const ALWAYS_SIGNED = ['host', 'x-acs-action', 'x-acs-content-sha256', 'x-acs-date', 'x-acs-signature-nonce'];

/** Takes the header apart; undefined when it is missing or of another kind. */
export function parseAuthorization(header: string | undefined): Authorization | undefined {
  const parts = AUTHORIZATION.exec(header ?? '');
  return parts
    ? { accessKeyId: parts[1]!, signedHeaders: parts[2]!.split(';'), signature: parts[3]! }
    : undefined;
}

/** Whether the request was signed with this secret and nothing was changed since. */
export function signatureIsValid(request: SignedRequest, given: Authorization, secret: string): boolean {
  const payloadHash = sha256(request.body);
  if (request.headers['x-acs-content-sha256'] !== payloadHash) return false;
  // A header that steers the call must be under the signature, or it could be swapped on the way.
  if (!ALWAYS_SIGNED.every((name) => given.signedHeaders.includes(name))) return false;
  const canonicalRequest = [
    request.method,
    request.path,
    canonicalQuery(request.query),
    given.signedHeaders.map((name) => `${name}:${headerValue(request.headers, name)}\n`).join(''),
    given.signedHeaders.join(';'),
    payloadHash,
  ].join('\n');
  const expected = createHmac('sha256', secret)
    .update(`${ALGORITHM}\n${sha256(canonicalRequest)}`)
    .digest();
  return timingSafeEqual(expected, Buffer.from(given.signature, 'hex'));
}

const sha256 = (data: string | Buffer): string => createHash('sha256').update(data).digest('hex');

function headerValue(headers: IncomingHttpHeaders, name: string): string {
  const value = headers[name];
  return (Array.isArray(value) ? value.join(',') : (value ?? '')).trim();
}

/** Sorted by code unit; values encoded anew, because the wire leaves some characters raw; keys left as they are. */
function canonicalQuery(query: ReadonlyMap<string, string>): string {
  return [...query.keys()]
    .sort()
    .map((key) => `${key}=${encode(query.get(key)!)}`)
    .join('&');
}

const encode = (value: string): string =>
  encodeURIComponent(value).replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
