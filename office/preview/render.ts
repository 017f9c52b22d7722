import { renderMessage } from '../../domain/messages/rendering.js';
import type { TemplateVersion } from '../../domain/messages/template.js';
import { maskMailAddress } from '../../domain/people/mail-address.js';
import { maskPhone } from '../../domain/people/phone.js';
import type { Channel } from '../../domain/plan/plan.js';
import type { SampleRecipient } from '../../ledger/preview.js';
import type { Office } from '../office.js';
import { refuse } from '../refusal.js';

/** A message exactly as one recipient would get it; the address is masked. */
export interface PreviewedRender {
  channel: Channel;
  /** Ledger id of the recipient. */
  person: number;
  name: string;
  committee: string;
  to: string;
  /** Mail only. */
  subject?: string;
  text: string;
}

/** Renders a message for one recipient, by the renderer that will send it. */
export function renderFor(
  { config, keys }: Office,
  template: TemplateVersion,
  { person, name, committee, addressCipher, variables }: SampleRecipient,
): PreviewedRender {
  const rendered = renderMessage(template, variables);
  if (!rendered.ok) {
    const { zh, en } = rendered.faults[0]!;
    throw refuse('invalid', 'unrenderable', `收件人 ${person}：${zh}`, `recipient ${person}: ${en}`);
  }
  const address = keys.decrypt(addressCipher);
  const recipient = { channel: template.channel, person, name, committee };
  if ('subject' in rendered.value) {
    const { subject, text } = rendered.value;
    return { ...recipient, to: maskMailAddress(address), subject, text };
  }
  // The carrier puts the signature before the text.
  return { ...recipient, to: maskPhone(address), text: `【${config.smsSignName}】${rendered.value.text}` };
}
