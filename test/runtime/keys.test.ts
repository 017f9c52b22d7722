import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createKeys, SealedDataError } from '../../runtime/keys.js';

const keys = createKeys(Buffer.alloc(32, 7).toString('base64'));
const others = createKeys(Buffer.alloc(32, 8).toString('base64'));
const phone = '15400000001';

describe('signing', () => {
  test('is the same for the same text and key, and no other’s', () => {
    expect(keys.sign('audit seal', 'a').equals(keys.sign('audit seal', 'a'))).toBe(true);
    expect(keys.sign('audit seal', 'a').equals(keys.sign('audit seal', 'b'))).toBe(false);
    expect(keys.sign('audit seal', 'a').equals(others.sign('audit seal', 'a'))).toBe(false);
    expect(keys.sign('audit seal', 'a')).toHaveLength(32);
  });
});

describe('sealing', () => {
  test('what was sealed can be opened, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => keys.decrypt(keys.encrypt(text)) === text),
    );
  });

  test('the same text never gives the same bytes, so that equal phones cannot be seen', () => {
    // More than one draw of random bytes holds nonces for.
    const sealed = Array.from({ length: 3000 }, () => keys.encrypt(phone).toString('hex'));
    expect(new Set(sealed).size).toBe(3000);
    expect(new Set(sealed.map((hex) => hex.slice(0, 24))).size).toBe(3000);
  });

  test('costs 28 bytes beside the text', () => {
    expect(keys.encrypt(phone)).toHaveLength(28 + phone.length);
  });

  test('another key opens nothing', () => {
    expect(() => others.decrypt(keys.encrypt(phone))).toThrow(SealedDataError);
  });

  test('a changed bit, a cut and an empty value are refused', () => {
    const sealed = keys.encrypt(phone);
    for (let place = 0; place < sealed.length; place += 1) {
      const changed = Buffer.from(sealed);
      changed[place]! ^= 1;
      expect(() => keys.decrypt(changed)).toThrow(SealedDataError);
    }
    for (const length of [0, 5, 12, 27, sealed.length - 1]) {
      expect(() => keys.decrypt(sealed.subarray(0, length))).toThrow(SealedDataError);
    }
  });

  test('the refusal says how to mend it, and nothing of the data', () => {
    const refusal = () => others.decrypt(keys.encrypt(phone));
    expect(refusal).toThrow(/DATA_KEY 与写入时不同.*Restore the former DATA_KEY/s);
    expect(refusal).not.toThrow(phone);
  });
});

describe('fingerprints', () => {
  test('are equal for equal values, over processes, and 16 bytes long', () => {
    const again = createKeys(Buffer.alloc(32, 7).toString('base64'));
    expect(again.fingerprint('phone', phone)).toEqual(keys.fingerprint('phone', phone));
    expect(keys.fingerprint('phone', phone)).toHaveLength(16);
  });

  test('differ by value, by kind and by key', () => {
    const prints = [
      keys.fingerprint('phone', phone),
      keys.fingerprint('phone', '15400000002'),
      keys.fingerprint('email', phone),
      keys.fingerprint('id', phone),
      others.fingerprint('phone', phone),
    ];
    expect(new Set(prints.map((print) => print.toString('hex'))).size).toBe(prints.length);
  });

  test('stay what they are: those in the ledger must be found again', () => {
    expect(keys.fingerprint('phone', phone).toString('hex')).toBe('4894a7b1918e5aef475bcffef448992c');
  });
});

describe('signing', () => {
  const texts = fc.string({ unit: 'binary', minLength: 1 });

  test('what was signed can be read, and is spelt the same every time', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const token = keys.token(text);
        expect(token).toMatch(/^[\w-]+$/);
        expect(keys.token(text)).toBe(token);
        expect(keys.readToken(token)).toBe(text);
        expect(others.readToken(token)).toBeUndefined();
      }),
    );
  });

  test('one letter changed anywhere, added or missing makes it nobody’s', () => {
    fc.assert(
      fc.property(texts, fc.nat(), fc.constantFrom(...'Az09_-'), (text, place, letter) => {
        const token = keys.token(text);
        const at = place % token.length;
        const changed = token.slice(0, at) + letter + token.slice(at + 1);
        if (changed !== token) expect(keys.readToken(changed)).toBeUndefined();
        for (const other of [token.slice(0, at), token + letter, `${token}=`, `${token}!`, ` ${token}`])
          expect(keys.readToken(other)).toBeUndefined();
      }),
    );
  });

  test.each(['', 'x', '中文', 'a'.repeat(66), '../../etc/passwd'])('%j is none of ours', (token) => {
    expect(keys.readToken(token)).toBeUndefined();
  });
});
