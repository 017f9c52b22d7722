/** The options of `notice launch` that say what a notice file would say. */
export interface NoticeFlags {
  title?: string;
  committee?: string[];
  role?: string[];
  skill?: string[];
  qualification?: string[];
  ageFrom?: number;
  ageTo?: number;
  sms?: string;
  email?: string;
  set?: Record<string, string>;
  lane?: string;
  at?: string;
  window?: string;
  emergency?: string;
  expiresAfter?: string;
  key?: string;
}

/** The notice that options describe, as it would stand in a file; nothing at all when there is none of them. */
export function noticeOf(flags: NoticeFlags): Record<string, unknown> {
  const audience = given({
    committees: flags.committee,
    roles: flags.role,
    skills: flags.skill,
    qualifications: flags.qualification,
    age: orNothing(given({ from: flags.ageFrom, to: flags.ageTo })),
  });
  const channels = [
    channelOf('sms', flags.sms, flags.set),
    channelOf('email', flags.email, flags.set),
  ].flat();
  const notice = given({
    title: flags.title,
    audience: orNothing(audience),
    channels: channels.length > 0 ? channels : undefined,
    lane: flags.lane,
    at: flags.at,
    window: windowOf(flags.window),
    emergency: flags.emergency,
    expires_after: flags.expiresAfter,
    key: flags.key,
  });
  return Object.keys(notice).length > 0 ? { kind: 'notice', ...notice } : {};
}

const channelOf = (
  channel: string,
  template: string | undefined,
  variables: Record<string, string> | undefined,
) => (template === undefined ? [] : [{ channel, template, ...(variables ? { variables } : {}) }]);

/** `08:00-20:00` as a file would say it; anything else is judged by the schema as it is. */
function windowOf(written: string | undefined): unknown {
  const [, from, to] = /^(\d\d:\d\d)-(\d\d:\d\d)$/.exec(written ?? '') ?? [];
  return from === undefined ? written : { from, to };
}

const given = (fields: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

const orNothing = (fields: Record<string, unknown>) => (Object.keys(fields).length > 0 ? fields : undefined);
