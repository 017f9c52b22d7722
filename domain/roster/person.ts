import type { ResidentId } from '../people/resident-id.js';

/** What somebody is in a standby team: 队长、副队长、队员. */
export type TeamRole = 'leader' | 'deputy' | 'member';

/** What one row of a roster says of a person; null: nothing. Days are `YYYY-MM-DD`. */
export interface RosterPerson {
  name: string;
  idNumber: string | null;
  phone: string | null;
  email: string | null;
  sex: ResidentId['sex'] | null;
  birthDate: string | null;
  committeeId: number;
  /** Codes where they are known, else the words. */
  skills: readonly string[] | null;
  teamId: number | null;
  teamRole: TeamRole | null;
  joined: string | null;
  insuredUntil: string | null;
  trainedOn: string | null;
  consentedOn: string | null;
}
