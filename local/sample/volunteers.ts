import type { Home } from './committees.js';
import { dayText, yearsBefore } from './days.js';
import { sketchPerson, sketchRelative, type Sketch } from './families.js';
import { drawIdentity, emailOf } from './identity.js';
import { drawQualifications, drawSkills, type Dates } from './papers.js';
import type { SampleMembership, SampleOptOut, SamplePerson } from './person.js';
import { weighted, type Random } from './random.js';
import type { Registrar } from './registrar.js';

// Shares of all volunteers, unless said otherwise.
/** Shares the phone of the person before, who has nobody yet. */
const SECOND_IN_FAMILY = 0.034;
/** Of pairs: a third follows. */
const THIRD_IN_FAMILY = 0.2;
const NO_PHONE = 0.005;
const EMAIL = 0.1;
const OPTED_OUT = 0.01;
/** Of those in sectors, enterprises and schools: also a member in a village. */
const SECOND_COMMITTEE = 0.02;
const MAIL_DOMAINS = ['mail', 'post', 'office', 'campus'];
const OPT_OUT_SOURCES = weighted<SampleOptOut['source']>([
  ['reply', 7],
  ['clerk', 2],
  ['form', 1],
]);
const YEARS_OF_RECRUITING = 11;

/** A person with those who share the phone, in the committee of the first. */
interface Family {
  home: Home;
  phone: string | null;
  head: Sketch;
  size: number;
}

/** Draws a city's volunteers one after the other, home by home. */
export class Volunteers {
  private family: Family | undefined;
  private readonly villages: Home[];

  constructor(
    private readonly random: Random,
    private readonly registrar: Registrar,
    private readonly asOf: number,
    private readonly homes: Home[],
  ) {
    this.villages = homes.filter(({ kind }) => kind === 'village');
  }

  /** Yields exactly `people` volunteers: each home's share, rounded along the running sum. */
  *draw(people: number): Generator<SamplePerson, void> {
    let reached = 0;
    let running = 0;
    for (const home of this.homes) {
      running += home.weight;
      for (const upTo = Math.round(running * people); reached < upTo; reached++) yield this.next(home);
    }
  }

  private next(home: Home): SamplePerson {
    if (this.family && this.joins(this.family, home)) {
      this.family.size++;
      return this.person(sketchRelative(this.random, this.family.head, this.family.size), this.family);
    }
    const phone = this.random.chance(NO_PHONE) ? null : this.registrar.nextPhone();
    this.family = { home, phone, head: sketchPerson(this.random, home.kind), size: 1 };
    return this.person(this.family.head, this.family);
  }

  /** Families stay inside one second-level committee, so that a small city has them too. */
  private joins({ home, phone, size }: Family, next: Home): boolean {
    if (phone === null || size === 3 || home.second !== next.second) return false;
    return this.random.chance(size === 1 ? SECOND_IN_FAMILY : THIRD_IN_FAMILY);
  }

  private person(sketch: Sketch, { home, phone, size }: Family): SamplePerson {
    const { random, asOf } = this;
    const { identity, born } = drawIdentity(random, this.registrar, sketch, asOf);
    const dates: Dates = { born, joined: this.joined(born), asOf };
    const email = random.chance(EMAIL) ? emailOf(identity.serial, random.pick(MAIL_DOMAINS)) : null;
    const skills = drawSkills(random, sketch.age);
    // Field by field: spreading `identity` here doubles the time a city takes.
    return {
      serial: identity.serial,
      name: identity.name,
      sex: identity.sex,
      birthDate: identity.birthDate,
      residentId: identity.residentId,
      phone,
      email,
      skills: skills.map(({ code }) => code),
      qualifications: drawQualifications(random, skills, dates),
      memberships: this.memberships(home, dates),
      optOuts: this.optOuts(dates, size === 1 ? phone : null, email),
    };
  }

  /** More joined lately than long ago; nobody before the fourteenth birthday or on the day of the sample. */
  private joined(born: number): number {
    const earliest = Math.max(yearsBefore(this.asOf, YEARS_OF_RECRUITING), yearsBefore(born, -14));
    const latest = this.asOf - 1;
    // Products only: the last digits of a power may differ between machines.
    const past = this.random.fraction() * (0.5 + this.random.fraction() / 2);
    return latest - Math.floor((latest - earliest) * past);
  }

  private memberships(home: Home, { joined, asOf }: Dates): SampleMembership[] {
    const first = { committee: home.code, home: true, from: dayText(joined) };
    if (home.kind === 'village' || !this.random.chance(SECOND_COMMITTEE)) return [first];
    const { code } = this.random.pick(this.villages);
    return [first, { committee: code, home: false, from: dayText(this.random.between(joined, asOf)) }];
  }

  private optOuts(dates: Dates, phone: string | null, email: string | null): SampleOptOut[] {
    const optOuts: SampleOptOut[] = [];
    if (phone !== null && this.random.chance(OPTED_OUT)) optOuts.push(this.optOut('sms', dates));
    if (email !== null && this.random.chance(OPTED_OUT)) optOuts.push(this.optOut('email', dates));
    return optOuts;
  }

  /** Between 08:00 and 17:59 office time (UTC+8), before the day of the sample. */
  private optOut(channel: SampleOptOut['channel'], { joined, asOf }: Dates): SampleOptOut {
    const { random } = this;
    const day = dayText(random.between(joined, asOf - 1));
    const minute = String(random.between(0, 59)).padStart(2, '0');
    const source = random.weighted(OPT_OUT_SOURCES);
    return { channel, source, at: `${day}T0${random.between(0, 9)}:${minute}:00.000Z` };
  }
}
