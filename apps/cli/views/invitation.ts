import { officeTime } from '../../../domain/calendar/office-day.js';
import type { PreviewedChannel } from '../../../office/preview.js';
import { pairs } from '../table.js';
import type { Words } from '../words.js';

type Invitation = NonNullable<PreviewedChannel['invitation']>;

/** What a step's mails do to people's calendars; nothing where they carry no invitation. */
export const invitationView = (channels: readonly PreviewedChannel[], words: Words): string[] =>
  channels.flatMap(({ invitation }) => (invitation ? ['', invitationFacts(invitation, words)] : []));

function invitationFacts(invitation: Invitation, words: Words): string {
  const { label } = words;
  const { uid, sequence, title, place, description, from, to } = invitation;
  return pairs([
    [label('日历邀请', 'invitation'), actionOf(invitation, words)],
    [label('事项', 'event'), title],
    [label('起止', 'from, to'), `${officeTime(from)} – ${officeTime(to)}`],
    [label('地点', 'place'), place],
    ...(description === null ? [] : [[label('说明', 'description'), description] as const]),
    ['UID', uid ?? words.say('发起时按活动编号定', 'named after the run at launch')],
    ['SEQUENCE', sequence],
  ]);
}

/** In plain words, with the word calendars use. */
function actionOf({ method, sequence }: Invitation, words: Words): string {
  if (method === 'CANCEL')
    return words.say('取消原来的邀请（CANCEL）', 'cancels the one sent before (CANCEL)');
  return sequence === 0
    ? words.say('新邀请（REQUEST）', 'a new one (REQUEST)')
    : words.say('更改原来的邀请（REQUEST）', 'changes the one sent before (REQUEST)');
}
