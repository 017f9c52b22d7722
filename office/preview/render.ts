import { officeName, type Letterhead } from '../../domain/messages/mail-layout.js';
import { NO_PAGE } from '../../domain/messages/question-link.js';
import { renderMessage, type MessageText } from '../../domain/messages/rendering.js';
import type { TemplateVersion } from '../../domain/messages/template.js';
import { maskMailAddress } from '../../domain/people/mail-address.js';
import { maskPhone } from '../../domain/people/phone.js';
import type { Channel } from '../../domain/plan/plan.js';
import type { Actor } from '../../ledger/operators.js';
import type { SampleRecipient } from '../../ledger/preview.js';
import type { Office } from '../office.js';
import { shownName } from '../person.js';
import { refuse } from '../refusal.js';
import { requireRight } from '../rights.js';

/** A message exactly as one recipient would get it; the address is masked, and the name for those who may not see it. */
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

/** A link is its recipient's alone; whoever looks ahead sees where it will stand. */
const OWN_PAGE = '（收件人本人的链接）';

/** Renders a message for one recipient, by the renderer that will send it. */
export function renderFor(
  { config, keys }: Office,
  actor: Actor,
  template: TemplateVersion,
  { person, name: bare, committee, addressCipher, variables: stored }: SampleRecipient,
): PreviewedRender {
  requireRight(actor, 'see people');
  const name = shownName(actor, bare);
  const letterhead = { office: officeName(config.mailFrom, config.smsSignName) };
  const render = (values: Record<string, string>): MessageText =>
    rendered(template, person, values, letterhead);
  const variables = { ...stored, page: config.portalUrl === undefined ? NO_PAGE : OWN_PAGE };
  const sent = render(variables);
  // The text names its recipient too, where its template does.
  const shown = name === bare || !('name' in variables) ? sent : render({ ...variables, name });
  const address = keys.decrypt(addressCipher);
  const recipient = { channel: template.channel, person, name, committee };
  if ('subject' in shown) {
    const { subject, text } = shown;
    return { ...recipient, to: maskMailAddress(address), subject, text };
  }
  // The carrier puts the signature before the text.
  return { ...recipient, to: maskPhone(address), text: `【${config.smsSignName}】${shown.text}` };
}

function rendered(
  template: TemplateVersion,
  person: number,
  variables: Record<string, string>,
  letterhead: Letterhead,
): MessageText {
  const text = renderMessage(template, variables, letterhead);
  if (text.ok) return text.value;
  const { zh, en } = text.faults[0]!;
  throw refuse('invalid', 'unrenderable', `收件人 ${person}：${zh}`, `recipient ${person}: ${en}`);
}
