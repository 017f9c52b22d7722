import { z } from 'zod';

/** A sentence for people, Chinese first. */
export interface Bilingual {
  zh: string;
  en: string;
}

/** How one sort of setting is read from its text, and what to tell a person who got it wrong. */
export interface Kind<Value> {
  schema: z.ZodType<Value, string>;
  allowed: Bilingual;
}

/** The time of day between which sending is allowed, both `HH:MM` in office time. */
interface Hours {
  from: string;
  to: string;
}

const text = (test: RegExp, allowed: Bilingual): Kind<string> => ({
  schema: z.string().regex(test),
  allowed,
});

/** A whole number within bounds; `unit` is named beside them. */
export function whole(least: number, most: number, unit: Bilingual): Kind<number> {
  return {
    schema: z.string().regex(/^\d+$/).transform(Number).pipe(z.number().int().min(least).max(most)),
    allowed: {
      zh: `${least} 到 ${most} 的整数（${unit.zh}）`,
      en: `a whole number from ${least} to ${most} (${unit.en})`,
    },
  };
}

/** A decimal number within bounds; `unit` is named beside them. */
export function decimal(least: number, most: number, unit: Bilingual): Kind<number> {
  return {
    schema: z
      .string()
      .regex(/^\d+(\.\d+)?$/)
      .transform(Number)
      .pipe(z.number().min(least).max(most)),
    allowed: {
      zh: `${least} 到 ${most} 的数，可带小数（${unit.zh}）`,
      en: `a number from ${least} to ${most}, decimals allowed (${unit.en})`,
    },
  };
}

/** At most so many, or the word `none` (read as `null`: no cap). */
export const cap: Kind<number | null> = {
  schema: z
    .string()
    .regex(/^(none|[1-9]\d{0,2})$/)
    .transform((value) => (value === 'none' ? null : Number(value))),
  allowed: { zh: '1 到 999 的整数，或 none（不限）', en: 'a whole number from 1 to 999, or none (no cap)' },
};

/** A limit from 0 to `most`, or the word `none` (read as `null`: no limit). */
export const limit = (most: number): Kind<number | null> => ({
  schema: z
    .string()
    .regex(/^(none|\d{1,15})$/)
    .transform((value) => (value === 'none' ? null : Number(value)))
    .refine((value) => value === null || value <= most),
  allowed: {
    zh: `0 到 ${most} 的整数，或 none（不限）`,
    en: `a whole number from 0 to ${most}, or none (no limit)`,
  },
});

/** One of a few words. */
export function choice<const Word extends string>(...words: [Word, ...Word[]]): Kind<Word> {
  return { schema: z.enum(words), allowed: { zh: words.join('、'), en: `one of ${words.join(', ')}` } };
}

/** A URL of one of these schemes, with a host; user, password, path and query are free. */
export function url(example: string, ...schemes: string[]): Kind<string> {
  const fits = (value: string) =>
    URL.canParse(value) && schemes.includes(new URL(value).protocol) && new URL(value).hostname !== '';
  const begins = schemes.map((scheme) => `${scheme}//`);
  return {
    schema: z.string().refine(fits),
    allowed: {
      zh: `以 ${begins.join(' 或 ')} 开头的地址，如 ${example}`,
      en: `a URL that begins with ${begins.join(' or ')}, such as ${example}`,
    },
  };
}

/** Any text of `least` to `most` characters without line breaks or blanks at its ends. */
export function characters(least: number, most: number): Kind<string> {
  return {
    schema: z
      .string()
      .min(least)
      .max(most)
      .regex(/^\S(.*\S)?$/),
    allowed: { zh: `${least} 到 ${most} 个字符`, en: `${least} to ${most} characters` },
  };
}

/** Something that stands in a URL path: letters, digits, `-` and `_`, long enough not to be guessed. */
export const token = (least: number): Kind<string> =>
  text(new RegExp(`^[\\w-]{${least},256}$`), {
    zh: `至少 ${least} 个字符，只用字母、数字、- 和 _`,
    en: `at least ${least} characters: letters, digits, - and _`,
  });

/** 32 random bytes in base64. */
export const key32: Kind<string> = {
  schema: z.base64().refine((value) => Buffer.from(value, 'base64').length === 32),
  allowed: {
    zh: '32 字节的 base64（可用 openssl rand -base64 32 生成）',
    en: '32 bytes in base64 (openssl rand -base64 32 makes one)',
  },
};

const HOST_AND_PORT = /^(?<host>[\w.-]+|\[[0-9a-fA-F:]+\]):(?<port>\d{1,5})$/;
const portOf = (value: string): number => Number(HOST_AND_PORT.exec(value)?.groups?.['port']);

/** `host:port` of a server we call. */
export const remoteAddress = (example: string): Kind<string> => ({
  schema: z.string().refine((value) => portOf(value) >= 1 && portOf(value) <= 65_535),
  allowed: { zh: `主机:端口，如 ${example}`, en: `host:port, such as ${example}` },
});

/** `host:port` we listen on; port 0 takes any free one. */
export const listenAddress: Kind<{ host: string; port: number }> = {
  schema: z
    .string()
    .refine((value) => portOf(value) <= 65_535)
    .transform((value) => ({
      host: value.slice(0, value.lastIndexOf(':')).replace(/^\[|\]$/g, ''),
      port: portOf(value),
    })),
  allowed: {
    zh: '主机:端口，如 127.0.0.1:8470（端口 0 表示任意空闲端口）',
    en: 'host:port, such as 127.0.0.1:8470 (port 0: any free one)',
  },
};

/** A host name, with a port if it is not the protocol's own; no scheme. */
export const hostName: Kind<string> = text(/^[\w-]+(\.[\w-]+)*(:\d{1,5})?$/, {
  zh: '主机名，可带端口，不带 https://，如 dysmsapi.aliyuncs.com',
  en: 'a host name, with a port if need be, without https://, such as dysmsapi.aliyuncs.com',
});

/** The sender of a mail: an address, or a name before an address in angle brackets. */
export const mailbox: Kind<string> = text(/^([^<>\r\n]+ <[^\s@<>]+@[^\s@<>]+>|[^\s@<>]+@[^\s@<>]+)$/, {
  zh: '邮箱地址，或“名称 <邮箱地址>”',
  en: 'a mail address, or "name <mail address>"',
});

/** A domain, or one or several labels of one. */
export const domainName: Kind<string> = text(/^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$/, {
  zh: '域名，如 example.org',
  en: 'a domain name, such as example.org',
});

/** A bare mail address whose part before the @ is at most so long. */
export const mailAddress = (mostBefore: number): Kind<string> =>
  text(new RegExp(`^[A-Za-z0-9._-]{1,${mostBefore}}@[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)+$`), {
    zh: `邮箱地址，@ 前至多 ${mostBefore} 个字母、数字、点、- 或 _`,
    en: `a mail address with at most ${mostBefore} letters, digits, dots, - or _ before its @`,
  });

/** The name a carrier has filed for us; the brackets 【】 are added when a text is rendered. */
export const signName: Kind<string> = text(/^[^【】\s]{2,20}$/, {
  zh: '2 到 20 个字符，不带【】',
  en: '2 to 20 characters, without the brackets 【】',
});

/** A time of day, in the office's zone. */
export const timeOfDay: Kind<string> = text(/^([01]\d|2[0-3]):[0-5]\d$/, {
  zh: '时刻，如 09:00',
  en: 'a time of day such as 09:00',
});

/** Hours of the day, or `always` (read as `null`: any hour). */
export const sendWindow: Kind<Hours | null> = {
  schema: z
    .string()
    .regex(/^(always|([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d)$/)
    .transform((value) => {
      if (value === 'always') return null;
      const [from = '', to = ''] = value.split('-');
      return { from, to };
    })
    .refine((hours) => hours === null || hours.from < hours.to),
  allowed: {
    zh: 'always（不限），或先早后晚的时段，如 08:00-20:00（北京时间）',
    en: 'always, or hours of one day, the earlier first, such as 08:00-20:00 (office time)',
  },
};
