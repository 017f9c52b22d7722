import type { PlanContext } from '../campaigns/context.js';
import { variablesOf } from '../domain/messages/rendering.js';
import { DEFAULT_VARIABLE_LENGTH, type TemplateVersion } from '../domain/messages/template.js';
import { listTemplates, type Template } from '../ledger/templates.js';
import type { Office } from './office.js';

/** All a plan depends on beside its definition, as it stands now. */
export async function planContext({ database, clock, config }: Office): Promise<PlanContext> {
  const templates = (await listTemplates(database)).map(templateVersion);
  return {
    now: clock.now(),
    templates: new Map(templates.map((template) => [template.code, template])),
    office: {
      window: config.sendWindow,
      caps: {
        verification: { perDay: null, perWeek: null },
        notice: { perDay: config.capNoticesPerDay, perWeek: null },
        promotion: { perDay: null, perWeek: config.capPromotionsPerWeek },
      },
      settleSeconds: config.settleSeconds,
      smsSign: config.smsSignName,
    },
  };
}

/** A stored template as the planner and the renderer read it. */
export function templateVersion(template: Template): TemplateVersion {
  const { code, version, channel, text, subject, html, carrierCode } = template;
  const parts = [subject, text, html].filter((part) => part !== null);
  return {
    code,
    version,
    channel,
    class: template.class,
    text,
    carrierCode,
    ...(subject === null ? {} : { subject }),
    ...(html === null ? {} : { html }),
    variables: variablesOf(...parts).map((name) => ({ name, maxLength: DEFAULT_VARIABLE_LENGTH })),
  };
}
