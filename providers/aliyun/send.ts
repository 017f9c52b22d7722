import { createHash } from 'node:crypto';
import { SendBatchSmsRequest, SendSmsRequest } from '@alicloud/dysmsapi20170525';
import type { Clock } from '../../runtime/clock.js';
import type { Outcome, OutboundMessage, ProviderCall } from '../contract.js';
import { later, LINK_CODES, rejected, throttled, unknown } from '../outcomes.js';
import { withNonce, type RequestWatch, type SmsClient } from './client.js';
import { outcomeOfAnswer, outcomeOfFailure } from './outcome.js';
import type { AliyunSettings } from './settings.js';

/** Most numbers SendBatchSms takes; the same for SendSms, which would take 1,000, so that a lost call costs less. */
export const MAX_MESSAGES_PER_CALL = 100;

/**
 * The anti-replay nonce of a try, in the SDK's own shape (64 hex digits). The gateway refuses one it has seen within
 * about half an hour, so two tries of one epoch cannot both be taken.
 * @param salt the access key id: two offices' ledgers can never meet in one nonce
 */
export const nonceOf = (salt: string, outId: string, epoch: number): string =>
  createHash('sha256').update(`${salt}|${outId}|${epoch}`).digest('hex');

/**
 * Tells one access key's nonces from another's, and is no key itself: the nonce follows from the key, and nobody says that
 * the gateway compares nonces of several keys.
 */
export const nonceScopeOf = (accessKeyId: string): string =>
  createHash('sha256').update(accessKeyId).digest('hex').slice(0, 16);

/** Hands one call to the carrier; every way it can end is a value. */
export class Sender {
  constructor(
    private readonly client: SmsClient,
    private readonly watch: RequestWatch,
    private readonly settings: AliyunSettings,
    private readonly clock: Clock,
  ) {}

  async send(call: ProviderCall): Promise<Outcome> {
    const refusal = checked(call);
    if (refusal) return refusal;
    const nonce = nonceOf(this.settings.accessKeyId, call.outId, call.epoch);
    const watched = this.watch.begin(nonce);
    if (!watched) return unknown('nonce-under-way');
    try {
      const { body } = await this.request(call, nonce);
      return outcomeOfAnswer(body, this.circumstances(call));
    } catch (failure) {
      return outcomeOfFailure(failure, watched.left, this.circumstances(call));
    } finally {
      this.watch.end(nonce);
    }
  }

  /** The outcome of a call that must not begin because the provider is being closed. */
  closed(): Outcome {
    return throttled(later(this.clock.now(), this.settings.reconnectMilliseconds), LINK_CODES.closed);
  }

  private circumstances(call: ProviderCall) {
    return { now: this.clock.now(), messages: call.messages.length, settings: this.settings };
  }

  /** SendSms where all variables are equal, else SendBatchSms: one template and one signature either way. */
  private request(call: ProviderCall, nonce: string) {
    const variables = call.messages.map((message) => JSON.stringify(message.variables));
    const runtime = withNonce(nonce);
    return variables.every((value) => value === variables[0])
      ? this.client.sendSmsWithOptions(this.equalTexts(call, variables[0]!), runtime)
      : this.client.sendBatchSmsWithOptions(this.ownTexts(call, variables), runtime);
  }

  private equalTexts({ messages, template, outId }: ProviderCall, variables: string): SendSmsRequest {
    return new SendSmsRequest({
      phoneNumbers: phonesOf(messages).join(','),
      signName: this.settings.signName,
      templateCode: template.carrierCode,
      outId,
      // A template without variables takes none at all.
      ...(variables !== '{}' && { templateParam: variables }),
    });
  }

  private ownTexts({ messages, template, outId }: ProviderCall, variables: string[]): SendBatchSmsRequest {
    return new SendBatchSmsRequest({
      phoneNumberJson: JSON.stringify(phonesOf(messages)),
      signNameJson: JSON.stringify(messages.map(() => this.settings.signName)),
      templateParamJson: `[${variables.join(',')}]`,
      templateCode: template.carrierCode,
      outId,
    });
  }
}

const phonesOf = (messages: readonly OutboundMessage[]): string[] => messages.map(({ address }) => address);

/** A call the carrier must not see: (OutId, phone) names a recipient, so a phone may stand in a call only once. */
function checked({ messages }: ProviderCall): Outcome | undefined {
  if (messages.length < 1 || messages.length > MAX_MESSAGES_PER_CALL) {
    throw new RangeError(`a call carries 1 to ${MAX_MESSAGES_PER_CALL} messages, not ${messages.length}`);
  }
  const distinct = new Set(phonesOf(messages)).size;
  return distinct === messages.length ? undefined : rejected('message', 'phone-repeated');
}
