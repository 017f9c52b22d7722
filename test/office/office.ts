import { insertOperators } from '../../ledger/load.js';
import { operatorByName, type Actor } from '../../ledger/operators.js';
import type { Office } from '../../office/office.js';
import type { OfficeConfig } from '../../office/settings.js';
import type { Temporal } from '../../office/temporal.js';
import { SettableClock } from '../../runtime/clock.js';
import { KEYS, NOW, settleCast, type City } from '../support/cast.js';
import { createTestDatabase } from '../support/database.js';

/** An office with a city to look after, and a clock that stands still. */
export interface TestOffice extends Office {
  city: City;
  clock: SettableClock;
  /** An operator: `clerk`, a county clerk, works for 滦南县, the others for the city; `office` is its clerk. */
  actor(name: (typeof OPERATORS)[number][0]): Actor;
}

const CONFIG: OfficeConfig = {
  databaseUrl: '',
  dataKey: '',
  sendWindowPromotion: { from: '08:00', to: '20:00' },
  smsCarrierCapPerDay: 50,
  portalUrl: 'https://wishes.invalid',
  sendWindow: { from: '08:00', to: '20:00' },
  capNoticesPerDay: 3,
  capPromotionsPerWeek: 1,
  callOutAcceptancePercent: 50,
  settleSeconds: 120,
  digestTime: '09:00',
  expiryVerificationHours: 1,
  expiryNoticeHours: 72,
  expiryPromotionHours: 72,
  reconcileNonceSeconds: 900,
  reconcileBoundSeconds: 600,
  audienceGrowthPercent: 10,
  inboxBacklogLimit: 1000,
  approvalAudience: null,
  approvalCostFen: null,
  approvalHours: 48,
  erasedKeptYears: 3,
  mailFrom: '唐山志愿者 <notice@muster.invalid>',
  smsProvider: 'aliyun',
  alibabaCloudAccessKeyId2: undefined,
  smsSignName: '唐山应急',
  smsPartPriceFen: 4.5,
  smsUrgentCallsPerSecond: 500,
  smsBulkCallsPerSecond: 1,
  emailUrgentCallsPerSecond: 0,
  emailBulkCallsPerSecond: 1,
};

/** What a client of Temporal says when nobody answers: gRPC UNAVAILABLE. */
const away = (): Promise<never> => Promise.reject(Object.assign(new Error('no answer'), { code: 14 }));

/** Temporal as it is when it is away. */
export const AWAY = {
  address: '127.0.0.1:1',
  client: {
    options: { namespace: 'muster' },
    connection: { withDeadline: away },
    workflow: { getHandle: () => ({ signal: away }) },
  },
  close: () => Promise.resolve(),
} as unknown as Temporal;

const OPERATORS = [
  ['office', 'tangshan', true, 'clerk'],
  ['clerk', 'luannan', false, 'county clerk'],
  ['auditor', 'tangshan', false, 'auditor'],
  ['head', 'tangshan', true, 'head'],
  ['operator', 'tangshan', false, 'operator'],
] as const;

/** Opens an office on a ledger of this test file's own, the cast moved in. */
export async function openTestOffice(config: Partial<OfficeConfig> = {}): Promise<TestOffice> {
  const { database } = await createTestDatabase();
  const city = await settleCast(database);
  await insertOperators(
    database,
    OPERATORS.map(([name, committee, maySeePersonalData, role]) => ({
      ...{ name, committeeId: city.committee(committee), maySeePersonalData, role },
    })),
  );
  const actors = await Promise.all(OPERATORS.map(([name]) => operatorByName(database, name)));
  return {
    ...{ database, city, keys: KEYS, temporal: AWAY, clock: new SettableClock(NOW) },
    config: { ...CONFIG, ...config },
    actor: (name) => actors[OPERATORS.findIndex(([known]) => known === name)]!,
    close: () => Promise.resolve(),
  };
}

/** Opens an office on a migrated ledger in which nobody is yet. */
export async function openEmptyOffice(): Promise<Office & { clock: SettableClock }> {
  const { database } = await createTestDatabase();
  return {
    ...{ database, keys: KEYS, temporal: AWAY, clock: new SettableClock(NOW), config: CONFIG },
    close: () => Promise.resolve(),
  };
}

/** The refusal that a request ends in, as kind and reasons. */
export async function refusalOf(request: Promise<unknown>): Promise<{ kind: string; reasons: string[] }> {
  try {
    await request;
  } catch (error) {
    const { kind, problems } = error as { kind: string; problems: { reason: string }[] };
    if (problems === undefined) throw error;
    return { kind, reasons: problems.map(({ reason }) => reason) };
  }
  throw new Error('it was not refused');
}

/** What a clerk writes when the river rises, for the cast's templates. */
export const flood = {
  kind: 'notice',
  key: 'flood',
  title: '滦河汛情',
  audience: { committees: ['tangshan'] },
  channels: [
    { channel: 'sms', template: 'named', variables: { river: '滦河' } },
    { channel: 'email', template: 'flood-mail', variables: { river: '滦河' } },
  ],
};
