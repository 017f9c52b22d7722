import type { AlertView } from '../../../office/alerts.js';
import { detailText } from '../../../office/alert-words.js';
import type { Words } from '../words.js';
import { shownTime } from './time.js';

/** Alerts, a paragraph each: what is wrong with what since when, what that means and what to do. */
export function alertsView(alerts: readonly AlertView[], words: Words): string {
  if (alerts.length === 0) return words.say('没有告警', 'no alerts');
  return alerts.map((alert) => alertView(alert, words)).join('\n\n');
}

function alertView(alert: AlertView, { tell, label }: Words): string {
  const { id, name, subject, since, toldAt, clearedAt, meaning, mend } = alert;
  const times = [
    `${label('自', 'since')} ${shownTime(since)}`,
    toldAt ? `${label('已告知', 'told')} ${shownTime(toldAt)}` : label('尚未告知', 'not told yet'),
    ...(clearedAt ? [`${label('恢复', 'over')} ${shownTime(clearedAt)}`] : []),
  ];
  return [
    `${clearedAt ? '✓' : '✗'} [${id}] ${tell(name)} · ${subject} · ${detailText(alert)}`,
    `    ${times.join(' · ')}`,
    `    ${tell(meaning)}`,
    ...(clearedAt ? [] : [`    → ${tell(mend)}`]),
  ].join('\n');
}
