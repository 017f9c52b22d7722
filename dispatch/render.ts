import { renderMessage } from '../domain/messages/rendering.js';
import { DEFAULT_VARIABLE_LENGTH, type TemplateContent } from '../domain/messages/template.js';
import { variablesOf } from '../domain/messages/rendering.js';
import { claimTemplate, type ClaimedMessage, type ClaimTemplate } from '../ledger/claim.js';
import type { OutboundMessage, ProviderCall } from '../providers/contract.js';
import type { Desk } from './desk.js';

interface RenderSource {
  call: ProviderCall['template'];
  content: TemplateContent;
}

/** Template versions never change, so what was read once is kept. */
const known = new WeakMap<Desk, Map<number, RenderSource>>();

/** What a provider call is made of: the template, and the messages rendered by the renderer the preview uses. */
export async function renderCall(
  desk: Desk,
  templateId: number,
  claimed: readonly ClaimedMessage[],
): Promise<Pick<ProviderCall, 'template' | 'messages'>> {
  const source = await sourceOf(desk, templateId);
  return { template: source.call, messages: claimed.map((message) => renderOne(desk, source, message)) };
}

/** A text that cannot be rendered was refused at launch; reaching this means the ledger was changed by hand. */
export class RenderingError extends Error {
  override readonly name = 'RenderingError';
}

function renderOne(
  desk: Desk,
  source: RenderSource,
  { id, addressCipher, variables }: ClaimedMessage,
): OutboundMessage {
  const rendered = renderMessage(source.content, variables);
  if (!rendered.ok)
    throw new RenderingError(`message ${id}: ${rendered.faults.map((fault) => fault.reason).join(', ')}`);
  return { id: String(id), address: desk.keys.decrypt(addressCipher), variables, ...rendered.value };
}

async function sourceOf(desk: Desk, templateId: number): Promise<RenderSource> {
  const kept = known.get(desk) ?? new Map<number, RenderSource>();
  known.set(desk, kept);
  const found = kept.get(templateId);
  if (found) return found;
  const source = toSource(await claimTemplate(desk.database, templateId));
  kept.set(templateId, source);
  return source;
}

function toSource(template: ClaimTemplate): RenderSource {
  const { code, channel, text, subject, html } = template;
  const names = variablesOf(...[subject, text, html].filter((part) => part !== null));
  return {
    call: { code, carrierCode: template.carrierCode ?? code, class: template.class },
    content: {
      code,
      channel,
      class: template.class,
      text,
      ...(subject === null ? {} : { subject }),
      ...(html === null ? {} : { html }),
      variables: names.map((name) => ({ name, maxLength: DEFAULT_VARIABLE_LENGTH })),
    },
  };
}
