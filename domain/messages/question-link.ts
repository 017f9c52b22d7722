/**
 * The link by which a contact person reaches the page of their committees' questions. Another one than
 * that of their wishes, which stands in the head of every mail and is passed on with it: that one answers for nobody.
 */

/** What a link names. */
export interface QuestionLink {
  /** Ledger id of the person it was made for. */
  person: number;
  /** Keyed hash, in hex, of the mail address it was sent to. */
  address: string;
}

/** What is signed; the same for the same link. The number is that of the form: 1 are links of wishes. */
export const questionLinkText = ({ person, address }: QuestionLink): string => `2 email ${person} ${address}`;

const LINK = /^2 email (\d{1,16}) ([0-9a-f]{32})$/;

/** What a signed text says; undefined: it names no such link. */
export function readQuestionLink(text: string): QuestionLink | undefined {
  const [, person, address = ''] = LINK.exec(text) ?? [];
  return person === undefined ? undefined : { person: Number(person), address };
}

/** The address of the page: the office's, whatever slash it ends in, and the token. */
export const questionPageUrl = (portalUrl: string, token: string): string =>
  `${portalUrl.replace(/\/+$/, '')}/q/${token}`;

/** What a mail says instead where the office has no pages. */
export const NO_PAGE = '（没有开通网页，请登录系统查看和答复，或联系经办人员代办）';
