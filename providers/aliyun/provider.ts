import type { Clock } from '../../runtime/clock.js';
import type { Provider } from '../contract.js';
import { OpenCalls } from '../open-calls.js';
import { createClient, RequestWatch } from './client.js';
import { Finder } from './find.js';
import { MAX_MESSAGES_PER_CALL, Sender } from './send.js';
import type { AliyunSettings } from './settings.js';

/** The SMS carrier, through its official SDK. Works the same against whatever speaks its protocol. */
export function createAliyun(settings: AliyunSettings, clock: Clock): Provider {
  const client = createClient(settings);
  const watch = new RequestWatch();
  const sender = new Sender(client, watch, settings, clock);
  const finder = new Finder(client, clock);
  const calls = new OpenCalls();
  return {
    name: 'aliyun',
    channel: 'sms',
    maxMessagesPerCall: MAX_MESSAGES_PER_CALL,
    maxOpenCalls: settings.maxOpenCalls,
    send: async (call) => (calls.closed ? sender.closed() : calls.run(() => sender.send(call))),
    find: async (call) => (calls.closed ? 'unanswered' : calls.run(() => finder.find(call))),
    close: async () => {
      await calls.close();
      watch.close();
    },
  };
}
