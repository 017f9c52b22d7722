import { limit, whole } from './kind.js';
import { setting } from './setting.js';

/** From which size or cost on somebody else must agree to a launch. */
export const approval = {
  APPROVAL_AUDIENCE: setting(
    limit(10_000_000),
    '受众超过这么多人的活动须由他人审批；0 为一律审批，none 为不因人数审批',
    'A run to more people than this needs the agreement of somebody else; 0: every run, none: not because of its size',
    { fallback: '1000' },
  ),
  APPROVAL_COST_FEN: setting(
    limit(10_000_000_000),
    '预计费用超过这么多分的活动须由他人审批；0 为一律审批，none 为不因费用审批',
    'A run expected to cost more fen (0.01 CNY) than this needs the agreement of somebody else; 0: every run, none: not because of its cost',
    { fallback: '10000' },
  ),
  APPROVAL_HOURS: setting(
    whole(1, 720, { zh: '小时', en: 'hours' }),
    '待审批的活动过了这么久没有审批就作废；到了消息的有效期也作废',
    'A run nobody has agreed to this long after its launch lapses; so does one whose messages would be too old to send',
    { fallback: '48' },
  ),
} as const;
