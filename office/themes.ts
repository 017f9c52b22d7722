import { isDeepStrictEqual } from 'node:util';
import { SHIPPED_OBLIGATIONS } from '../campaigns/deadline/shipped.js';
import { readOwnTheme, readThemeChange, type WrittenTheme } from '../campaigns/theme/theme-file.js';
import type { Theme } from '../campaigns/theme/theme.js';
import type { Checked } from '../domain/problem.js';
import { writeAudit } from '../ledger/audit.js';
import type { Actor } from '../ledger/operators.js';
import { lockThemes, putThemeSetting, type ThemeSetting } from '../ledger/themes.js';
import type { Statement } from '../runtime/database.js';
import { requireWholeOffice } from './actor.js';
import { changeCalendar, type WithEffects } from './calendar-effects.js';
import type { Office } from './office.js';
import { refuse, Refusal } from './refusal.js';
import { requireRight } from './rights.js';
import { syncAfterChange } from './schedules/sync.js';
import { isShipped, officeCalendar, requireTheme, themesBy, type OfficeThemes } from './theme-book.js';
import { requireDays } from './theme-check.js';

/** How a theme stands after something was said of it. */
export interface ThemeState {
  theme: Theme;
  wanted: boolean;
  /** It does not come with Muster. */
  own: boolean;
  /** False: it was so before. */
  changed: boolean;
}

/** Holds a theme, or does without it; rules of others may still name it. */
export async function switchTheme(
  office: Office,
  actor: Actor,
  { code, wanted }: { code: string; wanted: boolean },
): Promise<ThemeState> {
  requireRight(actor, 'run campaigns');
  requireWholeOffice(actor, '启用或停用主题', 'switching a theme on or off');
  return settle(office, actor, wanted ? 'theme on' : 'theme off', (book) => {
    requireTheme(book, code);
    return { ...settingOf(book, code), wanted };
  });
}

/**
 * Adds a theme of the office's own.
 * @param value the file's content
 */
export async function addTheme(office: Office, actor: Actor, value: unknown): Promise<ThemeState> {
  requireRight(actor, 'run campaigns');
  requireWholeOffice(actor, '增加主题', 'adding a theme');
  const written = valid(readOwnTheme(value));
  return settle(office, actor, 'theme add', (book) => {
    if (book.themes.some(({ code }) => code === written.code)) throw taken(written);
    // Runs of both are known by their code and their period.
    if (SHIPPED_OBLIGATIONS.some(({ code }) => code === written.code)) throw owed(written);
    return { code: written.code, wanted: true, written };
  });
}

/**
 * Changes a theme; what the change does not name stays. Null: a shipped theme is again as it was shipped.
 * @param value the change as it is written in a file
 * @param preview only look: nothing is changed
 */
export async function changeTheme(
  office: Office,
  actor: Actor,
  { code, value }: { code: string; value: unknown },
  { preview = false }: { preview?: boolean } = {},
): Promise<WithEffects<ThemeState>> {
  requireRight(actor, 'run campaigns');
  requireWholeOffice(actor, '修改主题', 'changing a theme');
  const change = value === null ? null : valid(readThemeChange(value));
  const say = (book: OfficeThemes): ThemeSetting => {
    requireTheme(book, code);
    const before = settingOf(book, code);
    if (change === null && !isShipped(code)) throw notShipped(code);
    return { ...before, written: change === null ? {} : merged(before.written, change) };
  };
  const by = { name: actor.name, now: office.clock.now() };
  return changeCalendar(office, actor, {
    change: (sql) => settleWithin(sql, by, 'theme change', say),
    only: preview,
  });
}

const settingOf = ({ settings }: OfficeThemes, code: string): ThemeSetting =>
  settings.find((setting) => setting.code === code) ?? { code, wanted: true, written: {} };

/** What was said of a theme before, with what is said of it now; phase by phase. */
function merged(before: Partial<WrittenTheme>, change: Partial<WrittenTheme>): Partial<WrittenTheme> {
  const all = overlaid(before, change, ['days', 'until']);
  if (!before.phases || !change.phases) return all;
  const phases: WrittenPhases = { ...before.phases };
  for (const [name, timing] of Object.entries(change.phases) as [keyof WrittenPhases, WrittenPhase][])
    phases[name] = overlaid(before.phases[name] ?? {}, timing, ['days', 'workdays']);
  return { ...all, phases };
}

type WrittenPhases = NonNullable<WrittenTheme['phases']>;
type WrittenPhase = NonNullable<WrittenPhases[keyof WrittenPhases]>;

/** What is said later counts; of two ways to say one thing, the one that was used last. */
function overlaid<Written extends object>(before: Written, after: Written, ways: readonly string[]): Written {
  const anew = ways.some((way) => way in after);
  const kept = Object.entries(before).filter(([key]) => !anew || !ways.includes(key));
  return { ...Object.fromEntries(kept), ...after };
}

/** Writes what the office says of one theme, provided that all of them still have their days. */
async function settle(
  office: Office,
  actor: Actor,
  action: string,
  say: (book: OfficeThemes) => ThemeSetting,
): Promise<ThemeState> {
  const by = { name: actor.name, now: office.clock.now() };
  const state = await office.database.begin((sql: Statement) => settleWithin(sql, by, action, say));
  if (state.changed) await syncAfterChange(office, actor.name);
  return state;
}

async function settleWithin(
  sql: Statement,
  { name, now }: { name: string; now: Date },
  action: string,
  say: (book: OfficeThemes) => ThemeSetting,
): Promise<ThemeState> {
  await lockThemes(sql);
  const { book, workdays } = await officeCalendar(sql, now);
  const setting = say(book);
  const { code, wanted, written } = setting;
  const settings = [...book.settings.filter((one) => one.code !== code), setting];
  const after = { ...book, ...themesBy(settings), settings };
  const theme = requireTheme(after, code);
  requireDays(theme, after, workdays);
  const changed = !isDeepStrictEqual(settingOf(book, code), setting);
  if (changed) {
    await putThemeSetting(sql, setting, { name, now });
    const detail = { wanted, written };
    await writeAudit(sql, { actor: name, action, subject: `theme ${code}`, detail }, now);
  }
  return { theme, wanted, own: !isShipped(code), changed };
}

function valid<Value>(checked: Checked<Value>): Value {
  if (checked.ok) return checked.value;
  throw new Refusal('invalid', checked.problems);
}

const taken = ({ code }: WrittenTheme): Refusal =>
  new Refusal('conflict', [
    {
      ...{ path: ['code'], reason: 'theme-exists' },
      zh: `已有主题 ${code}（${isShipped(code) ? '随软件附带' : '本办自建'}）；要修改请用 muster theme change`,
      en: `there is a theme ${code} already (${isShipped(code) ? 'shipped' : 'the office’s own'}); change it by \`muster theme change\``,
    },
  ]);

const owed = ({ code }: WrittenTheme): Refusal =>
  new Refusal('conflict', [
    {
      ...{ path: ['code'], reason: 'obligation-exists' },
      zh: `${code} 已是一个报送事项的代码（见 muster deadline kinds）：请换一个代码`,
      en: `${code} is the code of an obligation already (see \`muster deadline kinds\`): choose another`,
    },
  ]);

const notShipped = (code: string): Refusal =>
  refuse(
    'invalid',
    'not-shipped',
    `主题 ${code} 是本办自建的，没有附带的样子可以恢复；不用了请 muster theme off`,
    `theme ${code} is the office’s own: there is no shipped one to go back to; \`muster theme off\` does without it`,
  );
