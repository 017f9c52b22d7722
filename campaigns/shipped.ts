/** The texts that come with Muster: an office starts with them and changes them as it likes. */
import { withPage } from '../domain/messages/mail-page.js';
import type { TemplateContent, TemplateKind } from '../domain/messages/template.js';
import { CALL_OUT_TEMPLATES } from './call-out/texts.js';
import { DUTY_TEMPLATES } from './deadline/texts.js';
import { MEETING_TEMPLATES } from './meeting/texts.js';
import { NOTICE_TEMPLATES } from './notice/texts.js';
import { QUESTION_TEMPLATES } from './question/texts.js';
import { THEME_TEMPLATES } from './theme/texts.js';
import { STANDING_TEMPLATES } from './standing/texts.js';

/** Kinds whose texts come with Muster; `office`: what it says to its own people. */
export const SHIPPED_KINDS = [
  'notice',
  'call-out',
  'office',
  'question',
  'deadline',
  'theme',
  'meeting',
] as const satisfies TemplateKind[];
/** One of those. */
export type ShippedKind = (typeof SHIPPED_KINDS)[number];

const TEXTS: Record<ShippedKind, readonly TemplateContent[]> = {
  notice: NOTICE_TEMPLATES,
  'call-out': CALL_OUT_TEMPLATES,
  office: STANDING_TEMPLATES,
  question: QUESTION_TEMPLATES,
  deadline: DUTY_TEMPLATES,
  theme: THEME_TEMPLATES,
  meeting: MEETING_TEMPLATES,
};

/** The texts that come with Muster for one kind, as they are added. */
export const shippedTexts = (kind: ShippedKind) =>
  TEXTS[kind].map(
    ({
      code,
      channel,
      class: messageClass,
      kind: meantFor = null,
      subject = null,
      text,
      html = null,
      variables,
    }) =>
      withPage({
        ...{ code, channel, class: messageClass, kind: meantFor, subject, text, html, variables },
        language: 'zh-CN',
      }),
  );
