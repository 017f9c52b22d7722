import { startOfOfficeDay } from '../../domain/calendar/office-day.js';
import type { RosterPerson } from '../../domain/roster/person.js';
import { sealed } from '../../ledger/load-rows.js';
import type { StagedRow } from '../../ledger/roster/stage.js';
import type { Keys } from '../../runtime/keys.js';

/** A checked row as the ledger keeps it: what may not be read is sealed, and hashed to be matched. */
export function sealRow(keys: Keys, rowNumber: number, person: RosterPerson): StagedRow {
  // Field by field: spreading a row costs as much as sealing it.
  return {
    rowNumber,
    name: person.name,
    sex: person.sex,
    birthDate: person.birthDate,
    idNumber: sealed(keys, 'id', person.idNumber),
    phone: sealed(keys, 'phone', person.phone),
    email: sealed(keys, 'email', person.email),
    committeeId: person.committeeId,
    skills: person.skills,
    teamId: person.teamId,
    teamRole: person.teamRole,
    joined: person.joined,
    insuredUntil: person.insuredUntil,
    trainedOn: person.trainedOn,
    consentedAt: person.consentedOn === null ? null : startOfOfficeDay(person.consentedOn),
  };
}
