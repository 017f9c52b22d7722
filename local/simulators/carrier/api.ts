import type { IncomingMessage, ServerResponse } from 'node:http';
import { parse as parseForm } from 'node:querystring';
import { setTimeout as wait } from 'node:timers/promises';
import type { Account } from './accounts.js';
import { gatewayError, type Answer } from './answers.js';
import { Call, type Operation } from './call.js';
import type { Carrier } from './carrier.js';
import { EFFECTS, NO_EFFECT, type Effect } from './effects.js';
import { createSmsTemplate, getSmsTemplate, querySmsTemplateList } from './applications.js';
import { getSmsSign, querySendDetails, querySmsSignList } from './queries.js';
import { sendBatchSms, sendSms } from './send.js';
import type { CarrierFault } from './settings.js';
import type { SignedRequest } from './signature.js';
import { transmit } from './transmit.js';

/** The actions this carrier knows. */
const OPERATIONS = new Map<string, Operation>([
  ['SendSms', sendSms],
  ['SendBatchSms', sendBatchSms],
  ['QuerySendDetails', querySendDetails],
  ['CreateSmsTemplate', createSmsTemplate],
  ['QuerySmsTemplateList', querySmsTemplateList],
  ['GetSmsTemplate', getSmsTemplate],
  ['QuerySmsSignList', querySmsSignList],
  ['GetSmsSign', getSmsSign],
]);
/** The actions that faults strike: those the send path lives on. */
const FAULTY = new Set(['SendSms', 'SendBatchSms', 'QuerySendDetails']);

interface Verdict {
  answer: Answer;
  effect: Effect;
}

/** The API's door: one call through fault, gateway and operation, and its answer (or none) onto the wire. */
export class Api {
  private readonly closing = new AbortController();

  constructor(private readonly carrier: Carrier) {}

  /** Answers one request, as well as its fault lets it. */
  async handle(request: IncomingMessage, url: URL, body: Buffer, response: ServerResponse): Promise<void> {
    const action = String(request.headers['x-acs-action']);
    const signed = toSigned(request, url, body);
    // Who gives no key of ours is refused at the door; until then it counts, and suffers, as the first.
    const account = this.carrier.gateway.caller(signed) ?? this.carrier.accounts.named(null);
    const { counts, faults } = account;
    counts.calls[action] = (counts.calls[action] ?? 0) + 1;
    const fault = FAULTY.has(action) ? faults.nextFault() : undefined;
    if (fault) counts.faults[fault] = (counts.faults[fault] ?? 0) + 1;
    const { answer, effect } = await this.judge(action, signed, account, fault);
    transmit(response, answer, effect.wire);
  }

  /** Drops the calls that are being delayed. */
  close(): void {
    this.closing.abort();
  }

  private async judge(
    action: string,
    signed: SignedRequest,
    account: Account,
    fault?: CarrierFault,
  ): Promise<Verdict> {
    const { plan } = account.faults;
    const effect = fault ? EFFECTS[fault] : NO_EFFECT;
    const instead = effect.answer?.(plan);
    if (effect.stopsAt === 'door') return { answer: instead ?? EMPTY, effect };
    const refusal = this.carrier.gateway.refusal(signed);
    if (refusal) return { answer: refusal, effect: NO_EFFECT };
    if (effect.stopsAt === 'backend') return { answer: instead ?? EMPTY, effect };
    if (fault === 'delay') {
      await wait(plan.delayMilliseconds, undefined, { signal: this.closing.signal });
    }
    const operation = OPERATIONS.get(action);
    if (!operation) return { answer: unknownAction, effect };
    const nonce = String(signed.headers['x-acs-signature-nonce']);
    const answer = new Call(account, parameters(signed), nonce, fault).perform(operation, this.carrier);
    return { answer: instead ?? answer, effect };
  }
}

const EMPTY: Answer = { status: 200, body: {} };
const unknownAction = gatewayError(404, 'InvalidAction.NotFound', 'Specified api is not found.');

function toSigned(request: IncomingMessage, url: URL, body: Buffer): SignedRequest {
  const { method = 'GET', headers } = request;
  return { method, path: url.pathname, query: new Map(url.searchParams), headers, body };
}

function parameters({ query, headers, body }: SignedRequest): Map<string, string> {
  const all = new Map(query);
  if (!headers['content-type']?.startsWith('application/x-www-form-urlencoded')) return all;
  for (const [name, value] of Object.entries(parseForm(body.toString()))) {
    all.set(name, Array.isArray(value) ? value[0]! : (value ?? ''));
  }
  return all;
}
