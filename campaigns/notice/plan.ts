import { nextOpen } from '../../domain/messages/window.js';
import type { Plan, SendStep } from '../../domain/plan/plan.js';
import { audienceRule, durationSeconds } from '../../domain/plan/schema.js';
import type { Checked, Problem } from '../../domain/problem.js';
import { bindChannels, type BoundChannels } from '../channels.js';
import type { PlanContext } from '../context.js';
import { invitationInPast } from '../invitations.js';
import { irrefusableOf, refusingProblems, sendingTopic } from '../refusing.js';
import { timingOf, type Timing } from '../timing.js';
import type { NoticeDefinition } from './definition.js';

/** Key of a notice's first step. */
export const NOTICE_STEP = 'notice';
/** Key of the step that turns to another channel for those the first one did not reach. */
export const SECOND_WAY_STEP = 'second-way';

/**
 * The plan of a notice: one sending step and, where its channels are used in turn, the second way. Every problem is
 * reported at once, with its place.
 */
export function planNotice(definition: NoticeDefinition, context: PlanContext): Checked<Plan> {
  const bound = bindChannels(definition.channels, context, { kind: 'notice' });
  const messageClass = bound.ok ? bound.value.class : 'notice';
  const timing = timingOf(definition, context, messageClass);
  const problems = [
    ...(bound.ok ? [] : bound.problems),
    ...(timing.ok ? [] : timing.problems),
    ...orderProblems(definition),
    ...refusingProblems(definition, messageClass),
  ];
  if (!bound.ok || !timing.ok) return { ok: false, problems };
  problems.push(...pastInvitations(definition, bound.value, timing.value));
  if (problems.length > 0) return { ok: false, problems };
  return { ok: true, value: planOf(definition, bound.value, timing.value, context) };
}

/** Invitations to what will have begun by the time their mail may go out, which as a second way is later. */
const pastInvitations = (
  { in_turn: after }: NoticeDefinition,
  { channels }: BoundChannels,
  { at, window }: Timing,
): Problem[] =>
  channels.flatMap(({ invitation }, index) => {
    const wait = after !== undefined && index > 0 ? durationSeconds(after) : 0;
    const sentFrom = nextOpen(window, new Date(at.getTime() + wait * 1000));
    const fault = invitation && invitationInPast(invitation, sentFrom);
    return fault ? [{ path: ['channels', index, 'invitation', 'from'], ...fault }] : [];
  });

/** Until when its words are of use: as written, and no longer than what it invites to lasts. */
function usefulUntil(channels: BoundChannels['channels'], expiresAt: Date): string {
  const ends = channels.flatMap(({ invitation }) => (invitation ? [invitation.event.to] : []));
  return [...ends, expiresAt.toISOString()].sort()[0]!;
}

/** What keeps its channels from being used in turn. */
function orderProblems({ in_turn: after, channels, expires_after: expiry }: NoticeDefinition): Problem[] {
  if (after === undefined) return [];
  if (channels.length !== 2) {
    return [
      {
        path: ['in_turn'],
        reason: 'two-channels',
        zh: '依次使用渠道要写两个渠道，先用的在前；只用一个渠道请删去此项',
        en: 'channels used in turn are two, the first one first; with one channel leave this out',
      },
    ];
  }
  if (expiry === undefined || durationSeconds(after) < durationSeconds(expiry)) return [];
  return [
    {
      path: ['in_turn'],
      reason: 'after-expiry',
      zh: '轮到第二个渠道时消息已经作废：请缩短此项，或延长 expires_after',
      en: 'the message expires before its second way begins: shorten this, or let it last longer (expires_after)',
    },
  ];
}

const SECOND_MILLISECONDS = 1000;
const HOUR_SECONDS = 3600;

/**
 * Nothing waits for ever: counted from when sending may begin, so that a night does not eat it up; from its own turn where
 * a second way comes later.
 */
const expiryOf = ({ at, window }: Timing, hours: number, after: string | undefined): Date => {
  const later = after === undefined ? 0 : durationSeconds(after);
  return new Date(nextOpen(window, at).getTime() + (hours * HOUR_SECONDS + later) * SECOND_MILLISECONDS);
};

function planOf(
  definition: NoticeDefinition,
  { channels, class: messageClass }: BoundChannels,
  timing: Timing,
  { office }: PlanContext,
): Plan {
  const irrefusable = irrefusableOf(definition);
  const sending = {
    lane: definition.lane ?? 'bulk',
    class: messageClass,
    window: timing.window,
    emergency: definition.emergency ?? null,
    expiresAt: usefulUntil(
      channels,
      timing.expiresAt ?? expiryOf(timing, office.expiryHours[messageClass], definition.in_turn),
    ),
    // Nobody is kept from hearing of an emergency because they heard of three other things today.
    cap: irrefusable ? { perDay: null, perWeek: null } : office.caps[messageClass],
    carrierCap: office.smsCarrierCapPerDay,
    topic: sendingTopic(definition),
    irrefusable,
  } as const;
  const first: SendStep = {
    key: NOTICE_STEP,
    kind: 'send',
    at: timing.at.toISOString(),
    audience: audienceRule(definition.audience),
    channels,
    ...sending,
    settleSeconds: office.settleSeconds,
  };
  const { title, in_turn: after } = definition;
  if (after === undefined) return { kind: 'notice', title, steps: [first] };
  const secondWay = {
    ...({ key: SECOND_WAY_STEP, kind: 'second way', of: NOTICE_STEP } as const),
    ...{ channels: channels.slice(1), ...sending, afterSeconds: durationSeconds(after) },
  };
  return { kind: 'notice', title, steps: [{ ...first, channels: channels.slice(0, 1) }, secondWay] };
}
