import { audienceOf, type AudienceFlags } from './audience-flags.js';
import { anyGiven, windowOf } from './given-fields.js';

/** The options of `notice launch` that say what a notice file would say. */
export interface NoticeFlags extends AudienceFlags {
  title?: string;
  sms?: string;
  email?: string;
  set?: Record<string, string>;
  lane?: string;
  at?: string;
  window?: string;
  emergency?: string;
  topic?: string;
  duty?: boolean;
  inTurn?: string;
  expiresAfter?: string;
  key?: string;
}

/** The notice that options describe, as it would stand in a file; nothing at all when there is none of them. */
export function noticeOf(flags: NoticeFlags): Record<string, unknown> {
  const channels = [
    channelOf('sms', flags.sms, flags.set),
    channelOf('email', flags.email, flags.set),
  ].flat();
  const notice = anyGiven({
    title: flags.title,
    audience: audienceOf(flags),
    topic: flags.topic,
    duty: flags.duty,
    channels: channels.length > 0 ? channels : undefined,
    in_turn: flags.inTurn,
    lane: flags.lane,
    at: flags.at,
    window: windowOf(flags.window),
    emergency: flags.emergency,
    expires_after: flags.expiresAfter,
    key: flags.key,
  });
  return notice ? { kind: 'notice', ...notice } : {};
}

const channelOf = (
  channel: string,
  template: string | undefined,
  variables: Record<string, string> | undefined,
) => (template === undefined ? [] : [{ channel, template, ...(variables ? { variables } : {}) }]);
