import { afterEach, expect, test } from '@jest/globals';
import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startCarrier } from '../../../local/simulators/carrier/server.js';
import { carrierSettings } from '../../../local/simulators/carrier/settings.js';
import { clientFor, detailsOf, failureOf } from './carrier-support.js';

let folder: string;
afterEach(() => rmSync(folder, { recursive: true }));

test('speaks HTTPS with the key and certificate it is given', async () => {
  folder = mkdtempSync(join(tmpdir(), 'muster-carrier-'));
  const { certificate, key } = selfSigned();
  writeFileSync(join(folder, 'key.pem'), key);
  writeFileSync(join(folder, 'certificate.pem'), certificate);
  const settings = carrierSettings.parse({
    accessKeyId: 'test-key',
    accessKeySecret: 'test-secret',
    signNames: ['唐山志愿'],
    record: join(folder, 'record.jsonl'),
    tlsKey: join(folder, 'key.pem'),
    tlsCertificate: join(folder, 'certificate.pem'),
  });
  const carrier = await startCarrier(settings);
  try {
    const query = (config: object) =>
      clientFor(carrier.address, config).querySendDetails(detailsOf('15400000001', new Date()));
    expect((await query({ protocol: 'HTTPS', ca: certificate })).body?.code).toBe('OK');
    expect(await failureOf(query({ protocol: 'HTTPS' }))).toMatchObject({
      code: 'DEPTH_ZERO_SELF_SIGNED_CERT',
    });
    expect(await failureOf(query({ protocol: 'HTTP' }))).toMatchObject({ code: 'ECONNRESET' });
  } finally {
    await carrier.close();
  }
});

/** A fresh certificate for 127.0.0.1, so that no private key has to lie in the repository (X.509, RFC 5280). */
function selfSigned(): { certificate: string; key: string } {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const ecdsaWithSha256 = der(0x30, der(0x06, Buffer.from('2a8648ce3d040302', 'hex')));
  const commonName = der(0x30, der(0x06, Buffer.from('550403', 'hex')), der(0x0c, Buffer.from('127.0.0.1')));
  const name = der(0x30, der(0x31, commonName));
  const until = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
  const utcTime = (iso: string) => der(0x17, Buffer.from(`${iso.slice(2, 19).replace(/[-:T]/g, '')}Z`));
  const subjectAltName = der(0x30, der(0x87, Buffer.from([127, 0, 0, 1])));
  const extension = der(0x30, der(0x06, Buffer.from('551d11', 'hex')), der(0x04, subjectAltName));
  const body = der(
    0x30,
    der(0xa0, der(0x02, Buffer.from([2]))), // version 3
    der(0x02, Buffer.from([1])), // serial number
    ecdsaWithSha256,
    name,
    der(0x30, utcTime(until(-1)), utcTime(until(1))),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, der(0x30, extension)),
  );
  const signature = der(0x03, Buffer.from([0]), sign('sha256', body, privateKey));
  return { certificate: pem(der(0x30, body, ecdsaWithSha256, signature)), key: pemKey(privateKey) };
}

/** One DER element: tag, length, content. */
function der(tag: number, ...content: Buffer[]): Buffer {
  const body = Buffer.concat(content);
  const length =
    body.length < 0x80
      ? [body.length]
      : body.length < 0x100
        ? [0x81, body.length]
        : [0x82, body.length >> 8, body.length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), body]);
}

const pem = (content: Buffer) =>
  `-----BEGIN CERTIFICATE-----\n${content.toString('base64')}\n-----END CERTIFICATE-----\n`;

const pemKey = (key: KeyObject) => key.export({ type: 'pkcs8', format: 'pem' }) as string;
