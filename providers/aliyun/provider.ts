import type { Clock } from '../../runtime/clock.js';
import type { Provider, TemplateDesk } from '../contract.js';
import { OpenCalls } from '../open-calls.js';
import { LINK_CODES } from '../outcomes.js';
import { createClient, RequestWatch } from './client.js';
import { Finder } from './find.js';
import { LOSS_CODES } from './receipt.js';
import { MAX_MESSAGES_PER_CALL, nonceScopeOf, Sender } from './send.js';
import type { AliyunSettings } from './settings.js';
import { Templates } from './templates.js';

/** The SMS carrier, through its official SDK. Works the same against whatever speaks its protocol. */
export function createAliyun(settings: AliyunSettings, clock: Clock): Provider {
  const client = createClient(settings);
  const watch = new RequestWatch();
  const sender = new Sender(client, watch, settings, clock);
  const finder = new Finder(client, clock);
  const calls = new OpenCalls();
  return {
    name: settings.name,
    weight: settings.weight,
    channel: 'sms',
    maxMessagesPerCall: MAX_MESSAGES_PER_CALL,
    maxOpenCalls: settings.maxOpenCalls,
    nonceScope: nonceScopeOf(settings.accessKeyId),
    reviewsTemplates: true,
    lossCodes: LOSS_CODES,
    templates: deskOf(new Templates(client, settings.signName), calls),
    send: async (call) => (calls.closed ? sender.closed() : calls.run(() => sender.send(call))),
    find: async (call) => (calls.closed ? 'unanswered' : calls.run(() => finder.find(call))),
    close: async () => {
      await calls.close();
      watch.close();
    },
  };
}

/** Closing waits for what is under way, and nothing begins after it. */
function deskOf(templates: TemplateDesk, calls: OpenCalls): TemplateDesk {
  const closed = { kind: 'unanswered', code: LINK_CODES.closed } as const;
  return {
    submit: async (template) => (calls.closed ? closed : calls.run(() => templates.submit(template))),
    review: async (carrierCode) => (calls.closed ? closed : calls.run(() => templates.review(carrierCode))),
  };
}
