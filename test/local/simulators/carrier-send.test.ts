import {
  GetSmsSignRequest,
  GetSmsTemplateRequest,
  QuerySmsSignListRequest,
  QuerySmsTemplateListRequest,
} from '@alicloud/dysmsapi20170525';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { batchTo, detailsOf, plainSms, SIGN, startBench, type Bench } from './carrier-support.js';

let bench: Bench;

beforeAll(async () => {
  bench = await startBench({ caps: { notice: { day: 3 } } });
});
afterAll(() => bench.close());

const phonesFrom = (first: number, count: number) =>
  Array.from({ length: count }, (_, index) => String(first + index));

describe('SendSms', () => {
  test('sends one text to each number, under one BizId', async () => {
    const phones = ['15400000001', '+8615400000002', '8615400000003', '008615400000004'];
    const { body } = await bench.client.sendSms(plainSms({ phoneNumbers: phones.join(','), outId: 'out-1' }));
    expect(body?.bizId).toMatch(/^\d{18}\^0$/);
    const lines = await bench.record();
    expect(lines.map(({ phone }) => phone)).toEqual(phones.map((phone) => phone.slice(-11)));
    for (const line of lines) {
      expect(line).toMatchObject({
        bizId: body?.bizId,
        outId: 'out-1',
        template: 'SMS_plain',
        signName: SIGN,
      });
      expect(line.text).toBe('【唐山志愿】水位上涨，请远离河岸。');
      expect(line.nonce).toMatch(/^[0-9a-f]{64}$/);
      expect(line).not.toHaveProperty('fault');
    }
  });

  test('takes 1,000 numbers in one call, and not 1,001', async () => {
    const send = async (count: number) => {
      const phoneNumbers = phonesFrom(15410000000, count).join(',');
      return (await bench.client.sendSms(plainSms({ phoneNumbers }))).body?.code;
    };
    expect(await send(1000)).toBe('OK');
    expect(await send(1001)).toBe('isv.MOBILE_COUNT_OVER_LIMIT');
  });

  test.each([
    ['isv.SMS_SIGNATURE_ILLEGAL', { signName: '陌生人' }],
    ['isv.SMS_TEMPLATE_ILLEGAL', { templateCode: 'SMS_unknown' }],
    ['isv.MOBILE_NUMBER_ILLEGAL', { phoneNumbers: '15400000001,12345678901' }],
    ['isv.MOBILE_NUMBER_ILLEGAL', { phoneNumbers: '1540000000' }],
    ['isv.TEMPLATE_MISSING_PARAMETERS', { templateCode: 'SMS_notice' }],
    ['isv.TEMPLATE_MISSING_PARAMETERS', { templateCode: 'SMS_notice', templateParam: '{"code":"1"}' }],
    ['isv.INVALID_JSON_PARAM', { templateCode: 'SMS_notice', templateParam: '{"name":1}' }],
    ['isv.INVALID_JSON_PARAM', { templateCode: 'SMS_notice', templateParam: '{"name"' }],
    ['isv.INVALID_JSON_PARAM', { templateCode: 'SMS_notice', templateParam: '["name"]' }],
    ['isv.PARAM_LENGTH_LIMIT', { templateCode: 'SMS_notice', templateParam: '{"name":""}' }],
    ['isv.PARAM_LENGTH_LIMIT', named('名'.repeat(36))],
    ['isv.PARAM_LENGTH_LIMIT', { templateCode: 'SMS_long', templateParam: `{"name":"${'名'.repeat(20)}"}` }],
    ['isv.PARAM_NOT_SUPPORT_URL', named('https://a')],
    ['isv.PARAM_NOT_SUPPORT_URL', named('见 t.cn/abc')],
    ['isv.PARAM_NOT_SUPPORT_URL', named('10.0.0.1')],
    ['isv.INVALID_PARAMETERS', { outId: 'x'.repeat(256) }],
  ])('answers %s and takes nothing: %j', async (code, fields) => {
    const before = (await bench.record()).length;
    expect((await bench.client.sendSms(plainSms(fields))).body?.code).toBe(code);
    expect(await bench.record()).toHaveLength(before);
  });

  test('lets dates, times and numbers stand in a variable', async () => {
    const fields = { ...named('10.20 15:00 第3.5号'), phoneNumbers: '15400000020' };
    expect((await bench.client.sendSms(plainSms(fields))).body?.code).toBe('OK');
  });
});

describe('SendBatchSms', () => {
  test('sends each number its own text under its own signature', async () => {
    const before = (await bench.record()).length;
    const signs = { signNameJson: JSON.stringify([SIGN, '滦州志愿']) };
    const { body } = await bench.client.sendBatchSms(
      batchTo(['15400000031', '15400000032'], { ...signs, outId: 'b' }),
    );
    expect(body?.code).toBe('OK');
    const lines = (await bench.record(before)).map(({ phone, text, bizId }) => [phone, text, bizId]);
    expect(lines).toEqual([
      ['15400000031', '【唐山志愿】志愿者1您好，水位上涨，请远离河岸。', body?.bizId],
      ['15400000032', '【滦州志愿】志愿者2您好，水位上涨，请远离河岸。', body?.bizId],
    ]);
  });

  test('needs no variables where the template has none', async () => {
    const fields = { templateCode: 'SMS_plain', templateParamJson: '' };
    expect((await bench.client.sendBatchSms(batchTo(['15400000033'], fields))).body?.code).toBe('OK');
  });

  test.each([
    ['isv.MOBILE_COUNT_OVER_LIMIT', batchTo(phonesFrom(15420000000, 101))],
    ['isv.MOBILE_NUMBER_ILLEGAL', batchTo(['15400000034', '110'])],
    ['isv.INVALID_PARAMETERS', batchTo(['15400000034'], { signNameJson: '["a","b"]' })],
    ['isv.INVALID_JSON_PARAM', batchTo(['15400000034'], { signNameJson: '"a"' })],
    ['isv.SMS_SIGNATURE_ILLEGAL', batchTo(['15400000034'], { signNameJson: '["陌生人"]' })],
    ['isv.TEMPLATE_MISSING_PARAMETERS', batchTo(['15400000034'], { templateParamJson: '[{}]' })],
  ])('answers %s and takes nothing', async (code, request) => {
    const before = (await bench.record()).length;
    expect((await bench.client.sendBatchSms(request)).body?.code).toBe(code);
    expect(await bench.record()).toHaveLength(before);
  });
});

describe('caps', () => {
  test('a number over its cap refuses the whole call, and counts for nobody', async () => {
    const phoneNumbers = '15400000051';
    for (const outId of ['1', '2', '3']) await bench.client.sendSms(plainSms({ phoneNumbers, outId }));
    const { body } = await bench.client.sendSms(plainSms({ phoneNumbers: `15400000052,${phoneNumbers}` }));
    expect(body).toMatchObject({ code: 'isv.BUSINESS_LIMIT_CONTROL', message: '触发天级流控Permits:3' });
    const codes: (string | undefined)[] = [];
    while (codes.length < 4) {
      const other = await bench.client.sendSms(plainSms({ phoneNumbers: '15400000052' }));
      codes.push(other.body?.code);
    }
    expect(codes).toEqual(['OK', 'OK', 'OK', 'isv.BUSINESS_LIMIT_CONTROL']);
  });

  test('another template counts for itself', async () => {
    const { body } = await bench.client.sendBatchSms(batchTo(['15400000051']));
    expect(body?.code).toBe('OK');
  });
});

describe('QuerySendDetails', () => {
  test('tells the texts of one number on one day, newest first and page by page', async () => {
    const phone = '15400000061';
    for (const outId of ['d-1', 'd-2', 'd-3'])
      await bench.client.sendSms(plainSms({ phoneNumbers: phone, outId }));
    const query = async (more: object) =>
      (await bench.client.querySendDetails(detailsOf(phone, bench.clock.now(), more as never))).body!;
    const first = await query({ pageSize: 2 });
    expect(first.totalCount).toBe('3');
    expect(outIds(first)).toEqual(['d-3', 'd-2']);
    expect(outIds(await query({ pageSize: 2, currentPage: 2 }))).toEqual(['d-1']);
    const [line] = (await bench.record()).filter(({ outId }) => outId === 'd-2');
    const byBizId = await query({ bizId: line!.bizId });
    expect(outIds(byBizId)).toEqual(['d-2']);
    expect(byBizId.smsSendDetailDTOs?.smsSendDetailDTO?.[0]).toMatchObject({
      phoneNum: phone,
      content: line!.text,
      templateCode: 'SMS_plain',
    });
    const yesterday = new Date(bench.clock.now().getTime() - 86_400_000);
    const empty = await bench.client.querySendDetails(detailsOf(phone, yesterday));
    expect(empty.body?.totalCount).toBe('0');
  });

  test.each([
    { pageSize: 51 },
    { pageSize: 0.5 },
    { currentPage: -1 },
    { sendDate: '20200101' },
    { sendDate: 'x' },
  ])('refuses %j', async (more) => {
    const { body } = await bench.client.querySendDetails(detailsOf('15400000061', bench.clock.now(), more));
    expect(body?.code).toBe('isv.INVALID_PARAMETERS');
  });
});

describe('templates and signatures', () => {
  test('can be listed', async () => {
    const page = new QuerySmsTemplateListRequest({ pageIndex: 2, pageSize: 1 });
    const { body } = await bench.client.querySmsTemplateList(page);
    expect(body).toMatchObject({ code: 'OK', totalCount: 4, currentPage: 2, pageSize: 1 });
    expect(body?.smsTemplateList).toMatchObject([
      { templateCode: 'SMS_plain', auditStatus: 'AUDIT_STATE_PASS', templateType: 0, outerTemplateType: 1 },
    ]);
    const signs = (await bench.client.querySmsSignList(new QuerySmsSignListRequest({}))).body;
    expect(signs?.smsSignList?.map(({ signName }) => signName)).toEqual([SIGN, '滦州志愿']);
  });

  test('can be looked up', async () => {
    const template = new GetSmsTemplateRequest({ templateCode: 'SMS_code' });
    expect((await bench.client.getSmsTemplate(template)).body).toMatchObject({
      templateContent: '验证码${code}',
      templateStatus: '1',
      templateType: '0',
    });
    expect((await bench.client.getSmsSign(new GetSmsSignRequest({ signName: SIGN }))).body?.signStatus).toBe(
      1,
    );
    const unknown = await bench.client.getSmsSign(new GetSmsSignRequest({ signName: '陌生人' }));
    expect(unknown.body?.code).toBe('isv.SMS_SIGNATURE_ILLEGAL');
  });
});

function named(name: string) {
  return { templateCode: 'SMS_notice', templateParam: JSON.stringify({ name }) };
}

type Details = NonNullable<Awaited<ReturnType<Bench['client']['querySendDetails']>>['body']>;

const outIds = (body: Details) => body.smsSendDetailDTOs?.smsSendDetailDTO?.map(({ outId }) => outId);
