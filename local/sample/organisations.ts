// The second-level committees that are no area: 31 sectors, 20 enterprises, 15 schools. How the real 84 divide is
// in no public source. The number is the headcount in a city of 114,000 volunteers: 57,000 in all, as many as in
// the villages.

type Organisation = readonly [name: string, headcount: number];

/** Lines of work, as a city's work-safety office usually divides them. */
export const SECTORS: readonly Organisation[] = [
  ['煤矿行业', 1200],
  ['非煤矿山行业', 1200],
  ['钢铁冶金行业', 2000],
  ['有色与铸造行业', 600],
  ['危险化学品行业', 1300],
  ['焦化行业', 800],
  ['烟花爆竹经营', 300],
  ['建材水泥行业', 900],
  ['陶瓷行业', 900],
  ['装备制造行业', 1300],
  ['建筑施工', 1500],
  ['道路运输', 1500],
  ['公安交通管理', 900],
  ['港口航运', 1000],
  ['铁路系统', 900],
  ['民航机场', 200],
  ['邮政快递', 900],
  ['电力系统', 1100],
  ['城镇燃气', 700],
  ['供热供水', 700],
  ['水利系统', 600],
  ['农业农村与农机', 1000],
  ['海洋渔业', 500],
  ['林业草原', 400],
  ['卫生健康系统', 1400],
  ['文化旅游系统', 700],
  ['商贸流通', 1000],
  ['特种设备', 500],
  ['消防救援', 800],
  ['通信行业', 600],
  ['社会应急救援力量', 1000],
];

/** Invented, with names of the region's hills and rivers. */
export const ENTERPRISES: readonly Organisation[] = [
  ['陡河源煤业集团', 2600],
  ['凤栖山钢铁集团', 2600],
  ['京滦湾钢铁公司', 1800],
  ['渤海滩油气作业区', 1500],
  ['碣海港务集团', 1200],
  ['滦清水泥集团', 900],
  ['弯道岭瓷业集团', 800],
  ['还乡源焦化公司', 700],
  ['北岭铁矿公司', 900],
  ['南湖畔机车车辆公司', 900],
  ['青坨电力设备公司', 400],
  ['大城岭发电公司', 500],
  ['滦东纯碱公司', 500],
  ['海月盐化公司', 600],
  ['景忠岭矿山机械公司', 400],
  ['汀流乳业公司', 300],
  ['畿东客运集团', 500],
  ['城西燃气公司', 300],
  ['新岸液化气接收站', 200],
  ['冀津建工集团', 800],
];

/** Invented likewise; universities first, four secondary schools last. */
export const SCHOOLS: readonly Organisation[] = [
  ['滦水理工大学', 1900],
  ['渤北师范学院', 1300],
  ['凤栖山医学院', 1200],
  ['冀东湾工业职业技术学院', 1200],
  ['陡河源职业技术学院', 1000],
  ['曹妃湖海洋学院', 700],
  ['滦清幼儿师范专科学校', 600],
  ['还乡源科技职业学院', 500],
  ['南湖畔广播电视大学', 300],
  ['新岸高级技工学校', 400],
  ['北岭中等专业学校', 300],
  ['大城岭第一高级中学', 250],
  ['汀流第二高级中学', 200],
  ['碣海实验中学', 150],
  ['景忠岭外国语学校', 200],
];
