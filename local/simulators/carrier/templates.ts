import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { Refusal } from './answers.js';
import { checkForm, objection, type Application } from './reviewer.js';

const LONGEST_TEXT = 500;
const VARIABLE = /\$\{(\w+)\}/;
/** Links, addresses of machines and domain names may not stand in a variable. */
const LINK = /:\/\/|\b\d{1,3}(\.\d{1,3}){3}\b|\b[a-z0-9][a-z0-9-]*\.[a-z]{2,}\b/i;

/** What was decided about a template, and when; until then it is being read. */
const review = z.strictObject({
  state: z.enum(['approved', 'rejected']),
  reason: z.string().min(1).optional(),
  /** Milliseconds since 1970. */
  decidedAt: z.int(),
});

/** A template as it is registered; `class` decides the caps. */
export const templateList = z.array(
  z.strictObject({
    code: z.string().min(1),
    /** With variables as `${name}`, without the signature. */
    text: z.string().min(1),
    class: z.enum(['verification', 'notice', 'promotion']),
    /** Absent: the code. */
    name: z.string().min(1).optional(),
    /** The access key of whoever handed it in; absent: it is there for every account. */
    account: z.string().min(1).optional(),
    /** Absent: approved since ever. */
    review: review.optional(),
  }),
);

/** One template, approved or not. */
export type Template = z.output<typeof templateList>[number];

/** Where a template stands at a moment. */
export interface Standing {
  state: 'under review' | 'approved' | 'rejected';
  reason?: string;
}

interface Compiled extends Template {
  /** Text and variable names in turn, starting and ending with text. */
  pieces: string[];
}

/** The templates with their reviews, and the rules for what may be put into them. */
export class TemplateRegistry {
  private readonly templates = new Map<string, Compiled>();

  /**
   * @param variableCharacters longest value of a variable
   * @param reviewMilliseconds how long a text that is handed in is read
   * @param path JSON file the templates are kept in, if any
   */
  constructor(
    private readonly variableCharacters: number,
    private readonly reviewMilliseconds: number,
    private readonly path?: string,
  ) {
    if (path && existsSync(path)) this.add(templateList.parse(JSON.parse(readFileSync(path, 'utf8'))));
  }

  /** Every template, in the order of registration. */
  list(): Template[] {
    return [...this.templates.values()].map(({ pieces: _, ...template }) => template);
  }

  /** Those an account may use. */
  of(account: string): Template[] {
    return this.list().filter((template) => (template.account ?? account) === account);
  }

  /** Registers templates, replacing those of the same code, and keeps them in the file. */
  register(templates: readonly Template[]): void {
    this.add(templates);
    if (!this.path) return;
    writeFileSync(`${this.path}.new`, JSON.stringify(this.list(), null, 2));
    renameSync(`${this.path}.new`, this.path);
  }

  /** The template of this code, if there is one. */
  known(code: string): Template | undefined {
    return this.templates.get(code);
  }

  /** The template of this code if the account has it and it is approved, or a refusal. */
  approved(code: string, account: string, now: number): Template {
    const template = this.find(code, account);
    if (this.standing(template, now).state !== 'approved')
      throw new Refusal('isv.SMS_TEMPLATE_ILLEGAL', '短信模版未通过审核');
    return template;
  }

  /** The template of this code, or a refusal: also for another account's. */
  find(code: string, account: string): Template {
    const template = this.compiled(code);
    if (template.account !== undefined && template.account !== account)
      throw new Refusal('isv.SMS_TEMPLATE_ILLEGAL', '短信模版属于别的账户');
    return template;
  }

  /** Where a template stands. */
  standing({ review: decided }: Template, now: number): Standing {
    if (!decided) return { state: 'approved' };
    if (now < decided.decidedAt) return { state: 'under review' };
    const { state, reason } = decided;
    return reason === undefined ? { state } : { state, reason };
  }

  /**
   * Takes a text in for review, or refuses its form.
   * @returns its code
   */
  apply(application: Application, account: string, now: number): string {
    checkForm(application);
    const reason = objection(application);
    const code = this.nextCode();
    const { name, text, class: kind } = application;
    const decidedAt = now + this.reviewMilliseconds;
    const decision =
      reason === undefined ? { state: 'approved' as const } : { state: 'rejected' as const, reason };
    this.register([{ code, name, account, text, class: kind, review: { ...decision, decidedAt } }]);
    return code;
  }

  /** Decides about a template anew, from now on: an approval is taken back, or given again. */
  decide(
    code: string,
    { state, reason }: { state: 'approved' | 'rejected'; reason?: string | undefined },
    now: number,
  ): Standing {
    const { pieces: _, ...template } = this.compiled(code);
    const because = state === 'rejected' ? { reason: reason ?? '模板已被取消审核通过' } : {};
    this.register([{ ...template, review: { state, ...because, decidedAt: now } }]);
    return this.standing(this.compiled(code), now);
  }

  /** Of the real ones' form; unique among those it knows. */
  private nextCode(): string {
    let number = 154_900_000 + this.templates.size;
    while (this.templates.has(`SMS_${number}`)) number += 1;
    return `SMS_${number}`;
  }

  /**
   * What the handset shows: 【signature】 and the template filled in, or a refusal.
   * @param variables what the caller sent for the variables, parsed but not checked
   */
  render(signName: string, code: string, variables: unknown): string {
    const { pieces } = this.compiled(code);
    if (typeof variables !== 'object' || variables === null || Array.isArray(variables)) {
      throw new Refusal('isv.INVALID_JSON_PARAM', 'JSON参数不合法，应为对象');
    }
    let text = `【${signName}】`;
    for (const [index, piece] of pieces.entries()) {
      text += index % 2 === 0 ? piece : this.value(variables, piece);
    }
    if (text.length > LONGEST_TEXT)
      throw new Refusal('isv.PARAM_LENGTH_LIMIT', `短信内容超过${LONGEST_TEXT}字`);
    return text;
  }

  private value(variables: object, name: string): string {
    const value: unknown = Object.getOwnPropertyDescriptor(variables, name)?.value;
    if (value === undefined) throw new Refusal('isv.TEMPLATE_MISSING_PARAMETERS', `模板缺少变量${name}`);
    if (typeof value !== 'string') throw new Refusal('isv.INVALID_JSON_PARAM', `变量${name}应为字符串`);
    if (value.length === 0 || value.length > this.variableCharacters) {
      throw new Refusal('isv.PARAM_LENGTH_LIMIT', `变量${name}长度应为1-${this.variableCharacters}`);
    }
    if (LINK.test(value)) throw new Refusal('isv.PARAM_NOT_SUPPORT_URL', `变量${name}不支持URL`);
    return value;
  }

  private add(templates: readonly Template[]): void {
    for (const template of templates) {
      this.templates.set(template.code, { ...template, pieces: template.text.split(VARIABLE) });
    }
  }

  private compiled(code: string): Compiled {
    const found = this.templates.get(code);
    if (!found) throw new Refusal('isv.SMS_TEMPLATE_ILLEGAL', '短信模版不合法');
    return found;
  }
}

/** Parses JSON the caller sent, or refuses it. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal('isv.INVALID_JSON_PARAM', 'JSON参数不合法');
  }
}

/** How many parts the carrier bills: 70 characters alone, 67 each when joined. */
export const smsParts = (text: string): number => (text.length <= 70 ? 1 : Math.ceil(text.length / 67));
