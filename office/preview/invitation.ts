import { methodOf, type InvitationMethod } from '../../domain/messages/invitation.js';
import type { PlannedInvitation } from '../../domain/plan/plan.js';

/** What the mail of a channel puts into people's calendars, or changes or takes out there. */
export interface PreviewedInvitation {
  method: InvitationMethod;
  /** `null`: a new one, named after the run once there is one. */
  uid: string | null;
  sequence: number;
  title: string;
  place: string;
  description: string | null;
  from: Date;
  to: Date;
}

/** An invitation as whoever launches it should see it. */
export const previewInvitation = ({
  uid,
  sequence,
  cancelled,
  event: { title, place, description, from, to },
}: PlannedInvitation): PreviewedInvitation => ({
  ...{ method: methodOf({ cancelled }), uid, sequence, title, place, description: description ?? null },
  ...{ from: new Date(from), to: new Date(to) },
});
