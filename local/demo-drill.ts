/** Places of the drill in the whole city; in a small one its teams have fewer people. */
const DRILL_PLACES = 300;
const DRILL_SHARE = 0.025;

/** A drill on the morning three days from now, as options of `callout launch`. */
export function drill(people: number): string[] {
  const needed = Math.max(5, Math.min(DRILL_PLACES, Math.round(people * DRILL_SHARE)));
  const teams = ['lubei', 'caofeidian', 'luannan', 'yutian', 'zunhua', 'qianan'].map(
    (place) => `relief-${place}`,
  );
  return [
    ...['--title', '防汛演练', '--event', '防汛演练', '--place', '陡河水库大坝东侧', '--near', '130203'],
    ...['--from', '+3d 08:30', '--to', '+3d 12:00', '--bring', '雨衣、胶鞋', '--risks', '路面湿滑，临水作业'],
    ...['--team', ...teams, '--needed', String(needed), '--wave-wait', '1m'],
  ];
}
