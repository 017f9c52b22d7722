import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  randomFillSync,
  timingSafeEqual,
  type KeyObject,
} from 'node:crypto';

/** What a fingerprint is of: the same text as a phone and as an ID has two different ones. */
export type FingerprintKind = 'phone' | 'email' | 'id' | 'question';

/** What a signature is for: one made for a seal proves nothing else. */
export type SigningPurpose = 'audit seal';

/** What the ledger needs to keep personal data sealed and still find it again. */
export interface Keys {
  /** @returns nonce (12 bytes) | ciphertext | tag (16 bytes); the same text never seals to the same bytes twice */
  encrypt(text: string): Buffer;
  /** @throws {SealedDataError} when the bytes were changed, cut, or sealed with another key */
  decrypt(sealed: Buffer): string;
  /** 16 bytes that are equal for equal values; without the key nobody can try out all phones. */
  fingerprint(kind: FingerprintKind, value: string): Buffer;
  /** 32 bytes that prove that whoever wrote the text for this purpose had the key. */
  sign(purpose: SigningPurpose, text: string): Buffer;
  /** The text with 16 bytes of signature, as letters, digits, `-` and `_`: everybody can read it, nobody else make it. */
  token(text: string): string;
  /** The text of a token; undefined: it was not signed with this key, or not spelt so. */
  readToken(token: string): string | undefined;
  /** The key of one file, from the random salt (32 bytes) that stands at its head: no other file is sealed with it. */
  fileKey(salt: Buffer): KeyObject;
}

/** Sealed bytes that this DATA_KEY cannot open. */
export class SealedDataError extends Error {
  override readonly name = 'SealedDataError';

  constructor(cause: unknown) {
    super(
      '已加密的数据无法解开：DATA_KEY 与写入时不同，或数据已损坏。请恢复原来的 DATA_KEY。 ' +
        'Sealed data cannot be opened: DATA_KEY differs from the one it was written with, or the data was damaged. ' +
        'Restore the former DATA_KEY.',
      { cause },
    );
  }
}

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const FINGERPRINT_BYTES = 16;
const SIGNATURE_BYTES = 16;
const SALT = 'muster/1';

/**
 * Derives the keys from DATA_KEY (HKDF-SHA-256), one for each thing that is done with them, so that none tells of another.
 * @param dataKey 32 bytes in base64
 */
export function createKeys(dataKey: string): Keys {
  const sealing = derive(dataKey, 'seal');
  const labelling = derive(dataKey, 'label');
  const signing = derive(dataKey, 'sign');
  const linking = derive(dataKey, 'link');
  const filing = derive(dataKey, 'file');
  return {
    encrypt: (text) => seal(sealing, text),
    decrypt: (sealed) => open(sealing, sealed),
    fingerprint: (kind, value) =>
      createHmac('sha256', labelling).update(`${kind}\0${value}`).digest().subarray(0, FINGERPRINT_BYTES),
    sign: (purpose, text) => createHmac('sha256', signing).update(`${purpose}\0${text}`).digest(),
    token: (text) => tokenOf(linking, text),
    readToken: (token) => readToken(linking, token),
    fileKey: (salt) => createSecretKey(Buffer.from(hkdfSync('sha256', filing, salt, 'file', 32))),
  };
}

const signature = (key: KeyObject, text: Buffer): Buffer =>
  createHmac('sha256', key).update(text).digest().subarray(0, SIGNATURE_BYTES);

function tokenOf(key: KeyObject, text: string): string {
  const bytes = Buffer.from(text, 'utf8');
  return Buffer.concat([bytes, signature(key, bytes)]).toString('base64url');
}

function readToken(key: KeyObject, token: string): string | undefined {
  const bytes = Buffer.from(token, 'base64url');
  // Decoding passes over letters that do not belong: one token has one spelling.
  if (bytes.length <= SIGNATURE_BYTES || bytes.toString('base64url') !== token) return undefined;
  const text = bytes.subarray(0, -SIGNATURE_BYTES);
  return timingSafeEqual(signature(key, text), bytes.subarray(-SIGNATURE_BYTES))
    ? text.toString('utf8')
    : undefined;
}

function derive(dataKey: string, purpose: string): KeyObject {
  return createSecretKey(Buffer.from(hkdfSync('sha256', Buffer.from(dataKey, 'base64'), SALT, purpose, 32)));
}

// Random bytes are drawn for many nonces at once: one draw costs as much as sealing a phone number.
const nonces = Buffer.alloc(NONCE_BYTES * 1024);
let usedNonces = nonces.length;

function nextNonce(): Buffer {
  if (usedNonces === nonces.length) {
    randomFillSync(nonces);
    usedNonces = 0;
  }
  usedNonces += NONCE_BYTES;
  return nonces.subarray(usedNonces - NONCE_BYTES, usedNonces);
}

// 96 random bits are safe for 2^32 seals under one key: every phone of a city, renewed daily for a century.
function seal(key: KeyObject, text: string): Buffer {
  const nonce = nextNonce();
  const cipher = createCipheriv(CIPHER, key, nonce);
  return Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
}

function open(key: KeyObject, sealed: Buffer): string {
  try {
    const decipher = createDecipheriv(CIPHER, key, sealed.subarray(0, NONCE_BYTES), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
    const ciphertext = sealed.subarray(NONCE_BYTES, -TAG_BYTES);
    return decipher.update(ciphertext, undefined, 'utf8') + decipher.final('utf8');
  } catch (cause) {
    throw new SealedDataError(cause);
  }
}
