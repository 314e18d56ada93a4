export type Country = { id: string; code: string; nameCh: string; nameEn: string; utcOffsetHours: number };

type Row = readonly [id: string, code: string, nameCh: string, nameEn: string, utcOffsetHours: number];

// Ids are invented: the carrier's own list is not public. One offset per country is enough for tracking times.
const rows: readonly Row[] = [
  ["1", "US", "美国", "United States", -6],
  ["2", "GB", "英国", "United Kingdom", 0],
  ["3", "DE", "德国", "Germany", 1],
  ["4", "FR", "法国", "France", 1],
  ["5", "ES", "西班牙", "Spain", 1],
  ["6", "IT", "意大利", "Italy", 1],
  ["7", "NL", "荷兰", "Netherlands", 1],
  ["8", "BE", "比利时", "Belgium", 1],
  ["9", "PL", "波兰", "Poland", 1],
  ["10", "SE", "瑞典", "Sweden", 1],
  ["11", "AT", "奥地利", "Austria", 1],
  ["12", "PT", "葡萄牙", "Portugal", 0],
  ["13", "IE", "爱尔兰", "Ireland", 0],
  ["14", "CZ", "捷克", "Czech Republic", 1],
  ["15", "DK", "丹麦", "Denmark", 1],
  ["16", "FI", "芬兰", "Finland", 2],
  ["17", "GR", "希腊", "Greece", 2],
  ["18", "NO", "挪威", "Norway", 1],
  ["19", "CH", "瑞士", "Switzerland", 1],
  ["20", "CA", "加拿大", "Canada", -5],
  ["21", "MX", "墨西哥", "Mexico", -6],
  ["22", "BR", "巴西", "Brazil", -3],
  ["23", "CL", "智利", "Chile", -4],
  ["24", "AU", "澳大利亚", "Australia", 10],
  ["25", "NZ", "新西兰", "New Zealand", 12],
  ["26", "JP", "日本", "Japan", 9],
  ["27", "KR", "韩国", "South Korea", 9],
  ["28", "RU", "俄罗斯", "Russia", 3],
  ["29", "UA", "乌克兰", "Ukraine", 2],
  ["30", "IL", "以色列", "Israel", 2],
  ["31", "SA", "沙特阿拉伯", "Saudi Arabia", 3],
  ["32", "TR", "土耳其", "Turkey", 3],
];

/** Destinations that the carrier knows at all. */
export const countries: readonly Country[] = rows.map(([id, code, nameCh, nameEn, utcOffsetHours]) => ({
  id,
  code,
  nameCh,
  nameEn,
  utcOffsetHours,
}));

/** Finds a country by ISO-2 code or by the carrier's own id: orders may carry either. */
export function findCountry(codeOrId: string): Country | undefined {
  return countries.find((country) => country.code === codeOrId || country.id === codeOrId);
}
