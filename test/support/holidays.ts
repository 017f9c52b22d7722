/** A holiday table of 2027 as an office would write it: invented, and in order. Sunday 31 January is worked for the Spring Festival. */
export const INVENTED_2027 = {
  ...{ year: 2027, source: '测试用，不是通知' },
  holidays: [
    { name: '元旦', from: '2027-01-01', to: '2027-01-03' },
    { name: '春节', from: '2027-02-05', to: '2027-02-11', make_up: ['2027-01-31'] },
    { name: '清明节', from: '2027-04-03', to: '2027-04-05' },
    { name: '劳动节', from: '2027-05-01', to: '2027-05-05', make_up: ['2027-05-08'] },
    { name: '端午节', from: '2027-06-09' },
    { name: '中秋节', from: '2027-09-15' },
    { name: '国庆节', from: '2027-10-01', to: '2027-10-07', make_up: ['2027-09-26', '2027-10-09'] },
  ],
};
