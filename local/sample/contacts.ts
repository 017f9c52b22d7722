import { CONTACT_ROLES, type ContactRole } from '../../domain/people/contact-role.js';
import type { SampleCommittee } from './committees.js';
import { dayText } from './days.js';
import type { Sketch } from './families.js';
import { drawIdentity, emailOf } from './identity.js';
import { surname } from './names.js';
import type { SamplePerson } from './person.js';
import type { Random } from './random.js';
import type { Registrar } from './registrar.js';

/** Who answers for a committee, and when. */
export interface SampleContact {
  committee: string;
  role: ContactRole;
  /** First day in the role. */
  from: string;
  /** Last day in it; `null`: still. */
  until: string | null;
  /** Not a volunteer: without membership; with a phone and an address of their own. */
  person: SamplePerson;
}

/** One committee in seven changed its liaison, so that whoever ignores the dates writes to the wrong person. */
const COMMITTEES_PER_FORMER_LIAISON = 7;

/** Head, deputy and liaison of every second-level committee today, and twelve liaisons of yesterday. */
export function drawContacts(
  random: Random,
  registrar: Registrar,
  asOf: number,
  tree: SampleCommittee[],
): SampleContact[] {
  const contacts: SampleContact[] = [];
  const add = (committee: string, role: ContactRole, from: number, until: number | null): void => {
    const person = official(random, registrar, asOf);
    contacts.push({
      committee,
      role,
      from: dayText(from),
      until: until === null ? null : dayText(until),
      person,
    });
  };
  const second = tree.filter(({ level }) => level === 2);
  for (const [index, { code }] of second.entries()) {
    for (const role of CONTACT_ROLES) {
      const from = asOf - random.between(30, 1_400);
      add(code, role, from, null);
      if (role === 'liaison' && index % COMMITTEES_PER_FORMER_LIAISON === 0)
        add(code, role, from - random.between(300, 900), from - 1);
    }
  }
  return contacts;
}

/** Head, deputy and liaison of the city's own committee, where what nobody below has answered ends up. */
export function drawCityContacts(
  random: Random,
  registrar: Registrar,
  asOf: number,
  [city]: SampleCommittee[],
): SampleContact[] {
  return CONTACT_ROLES.map((role) => ({
    ...{ committee: city!.code, role, from: dayText(asOf - random.between(30, 1_400)), until: null },
    person: official(random, registrar, asOf),
  }));
}

function official(random: Random, registrar: Registrar, asOf: number): SamplePerson {
  const sex = random.chance(0.6) ? 'male' : 'female';
  const sketch: Sketch = { sex, surname: surname(random), age: random.between(28, 58) };
  const { identity } = drawIdentity(random, registrar, sketch, asOf);
  return {
    ...identity,
    phone: registrar.nextPhone(),
    email: emailOf(identity.serial, 'office'),
    skills: [],
    qualifications: [],
    memberships: [],
    optOuts: [],
  };
}
