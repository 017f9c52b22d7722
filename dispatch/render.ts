import { SEALED_ADDRESS, valueCode } from '../domain/messages/reasons.js';
import { markedAsTest } from '../domain/messages/test-mark.js';
import { renderMessage } from '../domain/messages/rendering.js';
import { PAGES_VALUE, templateVersion, type TemplateVersion } from '../domain/messages/template.js';
import type { ClaimedBatch, ClaimedMessage } from '../ledger/claim.js';
import { templateById } from '../ledger/templates.js';
import type { OutboundMessage, ProviderCall } from '../providers/contract.js';
import { SealedDataError } from '../runtime/keys.js';
import type { Desk } from './desk.js';
import { questionPage } from './question-link.js';
import { reportPages } from './report-link.js';
import { unsubscribeUrl } from './unsubscribe-link.js';

/** Template versions never change, so what was read once is kept. */
const known = new WeakMap<Desk, Map<number, TemplateVersion>>();

/** A message that cannot be sent for what somebody's name, committee or address holds, which no launch can foresee. */
export interface Unrenderable {
  messageId: number;
  /** Which variable and what is wrong with it, e.g. `text.name.link`, or `address.sealed`; never the value. */
  code: string;
}

/** What a provider call is made of, and who had to be left out of it: one odd name fails one message, not a batch. */
export interface RenderedCall {
  call: Pick<ProviderCall, 'template' | 'messages'>;
  unrenderable: Unrenderable[];
}

/** What a batch's messages are made of. */
type RenderedBatch = Pick<ClaimedBatch, 'templateId' | 'carrierCode' | 'test'> &
  Partial<Pick<ClaimedBatch, 'invitation'>>;

/** The template of a provider call, and its messages by the renderer the preview uses. */
export async function renderCall(
  desk: Desk,
  { templateId, carrierCode, test, invitation }: RenderedBatch,
  claimed: readonly ClaimedMessage[],
): Promise<RenderedCall> {
  const template = await templateOf(desk, templateId);
  const messages: OutboundMessage[] = [];
  const unrenderable: Unrenderable[] = [];
  // People with the same values share one object, so that a text for everyone is rendered once.
  const texts = new Map<ClaimedMessage['variables'], ReturnType<typeof renderMessage>>();
  const linked = template.variables.some(({ name }) => name === 'page');
  for (const { id, addressCipher, variables: stored, personId, topic } of claimed) {
    const address = opened(desk, addressCipher);
    if (address === undefined) {
      unrenderable.push({ messageId: id, code: SEALED_ADDRESS });
      continue;
    }
    // A link is nobody else's, and in no table.
    const variables = linked
      ? { ...stored, page: pageOf(desk, { personId, variables: stored }, address) }
      : stored;
    const rendered = texts.get(variables) ?? renderMessage(template, variables, { office: desk.officeName });
    texts.set(variables, rendered);
    if (rendered.ok) {
      const unsubscribe =
        template.channel === 'email' ? unsubscribeUrl(desk, { personId, topic }, address) : undefined;
      messages.push({
        id: String(id),
        address,
        variables,
        ...(test ? markedAsTest(rendered.value) : rendered.value),
        ...(invitation ? { invitation } : {}),
        ...(unsubscribe === undefined ? {} : { unsubscribeUrl: unsubscribe }),
      });
    } else unrenderable.push({ messageId: id, code: rendered.faults.map(valueCode).join(' ') });
  }
  const { code, class: messageClass } = template;
  return {
    call: { template: { code, carrierCode: carrierCode ?? code, class: messageClass }, messages },
    unrenderable,
  };
}

/** The link of a mail: to the reports of its recipient's committees where it tells of such, else to their questions. */
function pageOf(
  desk: Desk,
  { personId, variables }: Pick<ClaimedMessage, 'personId' | 'variables'>,
  to: string,
): string {
  const pages = variables[PAGES_VALUE];
  return pages === undefined
    ? questionPage(desk, { personId }, to)
    : reportPages(desk, { personId }, { to, pages: String(pages) });
}

/** An address in clear; undefined where it cannot be opened. */
export function opened({ keys }: Pick<Desk, 'keys'>, cipher: Buffer): string | undefined {
  try {
    return keys.decrypt(cipher);
  } catch (error) {
    if (error instanceof SealedDataError) return undefined;
    throw error;
  }
}

async function templateOf(desk: Desk, id: number): Promise<TemplateVersion> {
  const kept = known.get(desk) ?? new Map<number, TemplateVersion>();
  known.set(desk, kept);
  const template = kept.get(id) ?? templateVersion(await templateById(desk.database, id));
  kept.set(id, template);
  return template;
}
