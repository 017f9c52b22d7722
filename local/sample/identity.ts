import { dayText, yearsBefore } from './days.js';
import type { Sketch } from './families.js';
import { givenName } from './names.js';
import type { SamplePerson } from './person.js';
import type { Random } from './random.js';
import type { Registrar } from './registrar.js';

type Identity = Pick<SamplePerson, 'serial' | 'name' | 'sex' | 'birthDate' | 'residentId'>;

/** Gives a sketched person a name, a day of birth (also as a number) and the numbers that go with it. */
export function drawIdentity(
  random: Random,
  registrar: Registrar,
  { sex, surname, age }: Sketch,
  asOf: number,
): { identity: Identity; born: number } {
  // Exactly `age` full years old in leap years too, hence never on the birthday itself.
  const born = yearsBefore(asOf, age) - random.between(1, 364);
  const birthDate = dayText(born);
  const identity = {
    serial: registrar.nextSerial(),
    name: surname + givenName(random, sex, Number(birthDate.slice(0, 4))),
    sex,
    birthDate,
    residentId: registrar.nextResidentId(born, sex),
  };
  return { identity, born };
}

/** An address nobody can have: top-level domain `.invalid` (RFC 2606). */
export const emailOf = (serial: number, domain: string): string =>
  `v${String(serial).padStart(6, '0')}@${domain}.invalid`;
