import { Readable } from 'node:stream';
import type { Form, Slot } from '../../domain/duties/form.js';
import { addCommittees, committeesByCode } from '../../ledger/committees.js';
import { insertPeople, reservePersonIds } from '../../ledger/load.js';
import type { FileForSlot } from '../../office/submissions.js';
import { KEYS, NOW, type City } from '../support/cast.js';
import { mp4, pdf, png } from '../support/files.js';

/** Phones of a year's contacts begin so. */
const FIRST_PHONE = 15_430_000_000;

/** Committees that join the cast's three below the city, each with a head, a deputy and a liaison who have a phone; the city with them. */
export async function joinCommittees(city: City, count: number): Promise<{ codes: string[]; city: City }> {
  const codes = Array.from({ length: count }, (_, at) => `sector-${String(at + 1).padStart(2, '0')}`);
  const ids = await city.database.begin(async (sql) => {
    await sql`LOCK TABLE person IN SHARE ROW EXCLUSIVE MODE`;
    await addCommittees(
      sql,
      codes.map((code, at) => ({
        ...{ code, name: `第${at + 1}行业委员会`, kind: 'sector', level: 2, parent: 'tangshan' },
        path: `tangshan/${code}/`,
      })),
    );
    const found = new Map(
      (await committeesByCode(sql, codes, 'tangshan/')).map(({ code, id }) => [code, id]),
    );
    const first = await reservePersonIds(sql, count * ROLES.length);
    const people = codes.flatMap((code, at) =>
      ROLES.map((role, place) =>
        contact(first + at * ROLES.length + place, found.get(code)!, role, at * ROLES.length + place),
      ),
    );
    await insertPeople(sql, people, NOW);
    return found;
  });
  return { codes, city: { ...city, committee: (code) => ids.get(code) ?? city.committee(code) } };
}

const ROLES = ['head', 'deputy', 'liaison'] as const;

function contact(id: number, committeeId: number, role: (typeof ROLES)[number], number: number) {
  const phone = String(FIRST_PHONE + number);
  return {
    ...{
      id,
      name: `联系人${number}`,
      sex: 'male' as const,
      birthDate: '1980-01-01',
      idNumber: null,
      email: null,
    },
    phone: { cipher: KEYS.encrypt(phone), hash: KEYS.fingerprint('phone', phone) },
    ...{ homeCommitteeId: committeeId, skills: [], qualifications: [], consents: [], memberships: [] },
    roles: [{ committeeId, role, from: '2020-01-01', to: null }],
  };
}

/** What a committee names, where a form asks for it: one below it, and a project of its own. */
export interface Named {
  below: string;
  project: string;
}

/** Something for every field of a form that has to be filled in. */
export const filledIn = (form: Form, { below, project }: Named): Record<string, string | readonly string[]> =>
  Object.fromEntries(
    form.fields.flatMap(
      ({ key, type, optional, least = 1, choices }): [string, string | readonly string[]][] => {
        if (optional) return [];
        switch (type) {
          case 'number':
            return [[key, String(Math.ceil(least))]];
          case 'choice':
            return [[key, choices![0]!]];
          case 'day':
            return [[key, '2027-12-31']];
          case 'codes':
            return [[key, [below]]];
          case 'projects':
            return [[key, [project]]];
          case 'line':
          case 'text':
            return [[key, '照常开展。']];
        }
      },
    ),
  );

const CONTENT: Readonly<Record<Slot['kind'], () => Buffer>> = {
  ...{ document: () => pdf('规划'), roster: () => pdf('名册') },
  ...{ photo: () => png(7), video: () => mp4() },
};

/** A file for every slot that needs one. */
export const filesFor = ({ attachments }: Form): FileForSlot[] =>
  attachments
    .filter(({ least }) => least > 0)
    .map(({ key, kind }) => ({ slot: key, name: `${key}.bin`, content: Readable.from([CONTENT[kind]()]) }));
