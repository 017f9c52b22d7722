/**
 * Words a carrier's review turns away, as far as an office for volunteers may come to write them; the carriers' own
 * lists are longer and change. Sources, read in November 2026:
 * - Aliyun, notices: help.aliyun.com document_detail/463270
 * - Aliyun, promotions: help.aliyun.com document_detail/463290
 * - Tencent, all classes: cloud.tencent.com document/product/382/39023
 */
import type { MessageClass } from '../plan/plan.js';

/** A word and who turns it away. */
export interface TurnedAway {
  word: string;
  /** Absent: in texts of any class. */
  class?: MessageClass;
  /** `other`: only another carrier than Aliyun does, or only in some meanings of the word. */
  by: 'aliyun' | 'other';
}

const aliyun = (...words: string[]): TurnedAway[] => words.map((word) => ({ word, by: 'aliyun' }));

/** The table. */
export const TURNED_AWAY: readonly TurnedAway[] = [
  // Asking for data or for company: 问卷调查, 邀请注册, 加群, 加QQ或者加微信.
  ...aliyun('问卷', '邀请注册', '加群', '加微信', '加QQ', '微信群', 'QQ群'),
  // Money: 贷款, 催款, 投资理财, 慈善募捐, 众筹, 中奖, 抽奖, 返现, 积分兑换.
  ...aliyun('贷款', '催款', '理财', '募捐', '众筹', '中奖', '抽奖', '返现', '积分兑换', '彩票'),
  // Work for pay, and courses that are sold: 兼职, 招聘推广, 职业培训.
  ...aliyun('兼职', '招聘', '职业培训'),
  ...(['培训', '会展', '保险'] as const).map((word) => ({
    word,
    class: 'promotion' as const,
    by: 'aliyun' as const,
  })),
  // Tencent names 招募 and 党政; Aliyun 党政 as a topic, and the operators' business by their names.
  ...(['招募', '党政', '宗教', '电信', '联通', '营业厅'] as const).map((word) => ({
    word,
    by: 'other' as const,
  })),
];
