import { renderMessage, variablesOf } from '../domain/messages/rendering.js';
import { DEFAULT_VARIABLE_LENGTH, type TemplateContent } from '../domain/messages/template.js';
import type { ValueFault } from '../domain/messages/values.js';
import { claimTemplate, type ClaimedMessage, type ClaimTemplate } from '../ledger/claim.js';
import type { OutboundMessage, ProviderCall } from '../providers/contract.js';
import type { Desk } from './desk.js';

interface RenderSource {
  call: ProviderCall['template'];
  content: TemplateContent;
}

/** Template versions never change, so what was read once is kept. */
const known = new WeakMap<Desk, Map<number, RenderSource>>();

/** A message that cannot be sent for what somebody's name or committee holds, which no launch can foresee. */
export interface Unrenderable {
  messageId: number;
  /** Which variable and what is wrong with it, e.g. `text.name.link`; never the value. */
  code: string;
}

/** What a provider call is made of, and who had to be left out of it: one odd name fails one message, not a batch. */
export interface RenderedCall {
  call: Pick<ProviderCall, 'template' | 'messages'>;
  unrenderable: Unrenderable[];
}

/** The template of a provider call, and its messages by the renderer the preview uses. */
export async function renderCall(
  desk: Desk,
  templateId: number,
  claimed: readonly ClaimedMessage[],
): Promise<RenderedCall> {
  const source = await sourceOf(desk, templateId);
  const messages: OutboundMessage[] = [];
  const unrenderable: Unrenderable[] = [];
  // People with the same values share one object, so that a text for everyone is rendered once.
  const texts = new Map<ClaimedMessage['variables'], ReturnType<typeof renderMessage>>();
  for (const { id, addressCipher, variables } of claimed) {
    const rendered = texts.get(variables) ?? renderMessage(source.content, variables);
    texts.set(variables, rendered);
    if (rendered.ok)
      messages.push({
        id: String(id),
        address: desk.keys.decrypt(addressCipher),
        variables,
        ...rendered.value,
      });
    else unrenderable.push({ messageId: id, code: rendered.faults.map(codeOf).join(' ') });
  }
  return { call: { template: source.call, messages }, unrenderable };
}

const codeOf = ({ variable, reason }: ValueFault): string => `text.${variable}.${reason}`;

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
