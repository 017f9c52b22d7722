import { THEME_DUTIES, type PhaseName, type Theme } from './theme.js';

/** The projects (专题) that go through the year. */
const HOME_SAFELY = '安全带回家、祥和过大年';
const INTO_HOMES = '安全进万家、幸福你我他';
const CAMPUS = '青春扬帆、安全护航';
const HOTLINE = '12350—安全伴你行';

/** What the collective days ask of every committee. */
const EVERYTHING = THEME_DUTIES;
/** Phases that small themes do without: nobody is ordered, trained or chased for them. */
const SMALL: readonly PhaseName[] = ['order', 'materials', 'training', 'chase'];

/**
 * The year of an office for work safety in Hebei, as it is shipped: in the order of the year. Days and lengths are those of public
 * notices; which reports a theme asks for is a proposal, save on the four collective days. What a city does otherwise it
 * changes, and what it leaves out it switches off.
 */
export const SHIPPED_THEMES: readonly Theme[] = [
  {
    ...{ code: 'spring-travel', name: '春运', english: 'Spring Festival travel', project: HOME_SAFELY },
    ...{ rule: '春节 -15天', length: { days: 40 }, collective: true, with: ['交通', '团委'] },
    ...{ owes: EVERYTHING },
  },
  {
    ...{ code: 'spring-festival', name: '春节', english: 'Spring Festival', project: HOME_SAFELY },
    ...{ rule: '除夕', length: { days: 8 } },
    ...{ owes: [], without: SMALL },
  },
  {
    ...{ code: 'lantern-festival', name: '元宵节', english: 'Lantern Festival', project: HOME_SAFELY },
    ...{ rule: '元宵', length: { days: 1 } },
    ...{ owes: [], without: SMALL },
  },
  {
    ...{ code: 'back-to-work', name: '返岗复工 开工第一课', english: 'First lesson back at work' },
    ...{ rule: '春节 +1个工作日', length: { days: 14 } },
    ...{ owes: ['counts'] },
  },
  {
    ...{ code: 'lei-feng-day', name: '学雷锋日', english: 'Lei Feng Day', collective: true, first: 1964 },
    ...{ rule: '3-5', length: { days: 1 } },
    ...{ owes: EVERYTHING },
  },
  {
    ...{
      code: 'school-safety-day',
      name: '全国中小学生安全教育日',
      english: 'School Safety Day',
      first: 1996,
    },
    ...{ rule: '3月最后一个周一', length: { days: 1 }, project: CAMPUS },
    ...{ owes: ['counts'] },
  },
  {
    ...{ code: 'national-security-day', name: '全民国家安全教育日', english: 'National Security Day' },
    ...{ rule: '4-15', length: { days: 1 } },
    ...{ owes: ['counts'], without: SMALL },
  },
  {
    ...{ code: 'occupational-health-week', name: '职业病防治法宣传周', english: 'Occupational Health Week' },
    ...{ rule: '4-25', length: { days: 7 }, first: 2003, with: ['卫健'] },
    ...{ owes: ['counts'] },
  },
  {
    ...{ code: 'disaster-week', name: '防灾减灾宣传周', english: 'Disaster Prevention Week' },
    // The week from Saturday to Friday that holds 5月12日: so it was in most years, but not in 2025.
    ...{ rule: '5-12 往前到周六', length: { days: 7 }, announcedYearly: true },
    ...{ owes: ['plan', 'counts', 'summary'] },
  },
  {
    ...{
      code: 'safety-month',
      name: '安全生产月',
      english: 'Safety Month',
      first: 2002,
      project: INTO_HOMES,
    },
    ...{ rule: '6-1', length: { until: '6-30' } },
    // Plans are made in May, not over the holidays before it.
    ...{ owes: ['plan', 'counts', 'summary'], phases: { plan: { offset: { days: -14 } } } },
  },
  {
    ...{ code: 'safety-consultation-day', name: '安全宣传咨询日', english: 'Safety Consultation Day' },
    ...{ rule: '6-16', length: { days: 1 }, collective: true, project: INTO_HOMES },
    ...{ owes: EVERYTHING },
  },
  {
    ...{ code: 'flood-season', name: '汛期', english: 'Flood season' },
    ...{ rule: '6-1', length: { until: '9-30' } },
    ...{ owes: [], without: SMALL },
  },
  {
    ...{ code: 'earthquake-day', name: '唐山地震纪念日', english: 'Tangshan Earthquake Memorial Day' },
    ...{ rule: '7-28', length: { days: 1 } },
    ...{ owes: ['counts'] },
  },
  {
    ...{ code: 'new-term', name: '开学季', english: 'New term', project: CAMPUS },
    ...{ rule: '9-1 -14天', length: { days: 28 } },
    ...{ owes: ['plan', 'counts', 'summary'] },
  },
  {
    ...{ code: 'disaster-reduction-day', name: '国际减灾日', english: 'Day for Disaster Risk Reduction' },
    ...{ rule: '10-13', length: { days: 1 } },
    ...{ owes: ['counts'], without: SMALL },
  },
  {
    ...{ code: 'fire-month', name: '消防宣传月', english: 'Fire Safety Month' },
    ...{ rule: '11-1', length: { until: '11-30' } },
    ...{ owes: ['counts', 'summary'] },
  },
  {
    ...{ code: 'fire-day', name: '119 消防日', english: 'Fire Safety Day', first: 1992 },
    ...{ rule: '11-9', length: { days: 1 } },
    ...{ owes: ['counts'] },
  },
  {
    ...{ code: 'heating-season', name: '取暖季防范一氧化碳', english: 'Heating season' },
    ...{ rule: '11-15', length: { until: '3-15' } },
    ...{ owes: ['summary'] },
  },
  {
    ...{ code: 'safety-law-week', name: '安全生产法宣传周', english: 'Work Safety Law Week', first: 2017 },
    ...{ rule: '12-1', length: { days: 7 } },
    ...{ owes: ['counts', 'summary'] },
  },
  {
    ...{
      code: 'traffic-day',
      name: '122 交通安全日',
      english: 'Traffic Safety Day',
      first: 2012,
      with: ['交警'],
    },
    ...{ rule: '12-2', length: { days: 1 } },
    ...{ owes: ['counts'] },
  },
  {
    ...{ code: 'constitution-day', name: '宪法日', english: 'Constitution Day' },
    ...{ rule: '12-4', length: { days: 1 } },
    ...{ owes: [], without: SMALL },
  },
  {
    ...{ code: 'volunteer-day', name: '国际志愿者日', english: 'Volunteer Day', project: HOTLINE },
    ...{ rule: '12-5', length: { days: 1 }, collective: true },
    ...{ owes: EVERYTHING },
  },
];
