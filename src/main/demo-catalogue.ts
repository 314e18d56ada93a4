import type { NewSku } from "../app/create-skus.ts";
import { money } from "../kernel/money.ts";

type Thing = { zh: string; customsZh: string; customsEn: string; hs: string; weightG: number; value: bigint; battery?: true };

const thing = (zh: string, customsZh: string, customsEn: string, hs: string, weightG: number, value: bigint, battery?: true): Thing => ({
  zh,
  customsZh,
  customsEn,
  hs,
  weightG,
  value,
  ...(battery && { battery }),
});

/** What the demo seller knows of its goods, by the product part of the seller code: names, customs words, HS code, weight, declared value in cents. */
const things: Readonly<Record<string, Thing>> = {
  "LMP-0021": thing("陶瓷床头台灯（亚麻灯罩）", "台灯", "table lamp", "9405210090", 1450, 900n),
  "LNT-0034": thing("充电露营灯 600 流明", "露营灯", "camping lantern", "8513109000", 420, 620n, true),
  "MUG-0007": thing("搪瓷露营杯 350 ml", "搪瓷杯", "enamel mug", "7323940000", 210, 250n),
  "BTL-0012": thing("不锈钢保温瓶 750 ml", "保温瓶", "vacuum bottle", "9617009000", 480, 560n),
  "BSK-0045": thing("带提手编织收纳篮", "收纳篮", "storage basket", "4602190000", 650, 480n),
  "DRY-0018": thing("皮划艇防水袋", "防水袋", "dry bag", "4202920000", 330, 420n),
  "TNT-0003": thing("三人速开沙滩帐篷", "帐篷", "beach tent", "6306220010", 1780, 1350n),
  "CHR-0009": thing("带杯架折叠露营椅", "折叠椅", "folding chair", "9401790000", 1960, 1000n),
  "HMK-0016": thing("降落伞布吊床（含绑带）", "吊床", "hammock", "6306900090", 780, 780n),
  "BLK-0027": thing("防水野餐垫 200 × 200 cm", "野餐垫", "picnic blanket", "6301400000", 1120, 690n),
  "MAT-0031": thing("椰棕地垫 45 × 75 cm", "地垫", "door mat", "5702200000", 1380, 520n),
  "CSH-0040": thing("天鹅绒抱枕套（两只装）", "抱枕套", "cushion cover", "6304939000", 180, 200n),
  "CUR-0052": thing("遮光窗帘一对 132 × 213 cm", "窗帘", "curtain", "6303920090", 900, 550n),
  "VAS-0011": thing("棱纹陶瓷花瓶 25 cm", "花瓶", "vase", "6914900000", 1080, 590n),
  "CLK-0005": thing("静音挂钟 30 cm", "挂钟", "wall clock", "9105210000", 720, 650n),
  "MIR-0014": thing("拱形壁镜 50 × 70 cm", "镜子", "wall mirror", "7009920000", 1890, 1500n),
  "HGR-0060": thing("实木衣架 20 只装", "衣架", "clothes hanger", "4421100000", 1650, 720n),
  "SHF-0022": thing("悬空置物架（两只装）", "置物架", "wall shelf", "9403609990", 820, 430n),
  "PLT-0038": thing("自吸水花盆 20 cm", "花盆", "planter", "3924900000", 540, 460n),
  "WTR-0019": thing("长嘴浇水壶 1.5 L", "浇水壶", "watering can", "3924900000", 410, 480n),
  "NZL-0026": thing("十档花园水枪", "水枪头", "hose nozzle", "8424899990", 290, 370n),
  "GLV-0033": thing("防刺园艺手套", "手套", "garden gloves", "6116100000", 130, 300n),
  "SLR-0041": thing("太阳能庭院灯 6 只装", "太阳能灯", "solar light", "9405490090", 980, 880n, true),
  "STR-0048": thing("户外灯串 15 m", "灯串", "string lights", "9405410000", 1150, 760n),
  "THM-0002": thing("室内温湿度计", "温湿度计", "hygrometer", "9025800000", 90, 330n, true),
  "PAN-0015": thing("铸铁煎锅 26 cm", "煎锅", "skillet", "7323910000", 1990, 930n),
  "CUT-0029": thing("带槽竹砧板", "砧板", "cutting board", "4419110000", 1240, 560n),
  "KTL-0008": thing("手冲细口壶 0.9 L", "水壶", "kettle", "7323930000", 640, 1020n),
  "TOW-0036": thing("速干露营毛巾", "毛巾", "camping towel", "6302930090", 160, 400n),
  "UMB-0043": thing("抗风折叠伞", "雨伞", "umbrella", "6601910000", 380, 590n),
  "BKP-0010": thing("可收纳徒步背包 20 L", "背包", "daypack", "4202920000", 310, 810n),
  "CMP-0004": thing("带绳底板指南针", "指南针", "compass", "9014100000", 60, 370n),
  "TRK-0017": thing("铝合金登山杖一对", "登山杖", "trekking poles", "6602000000", 560, 1120n),
  "BRD-0024": thing("悬挂喂鸟器", "喂鸟器", "bird feeder", "3924900000", 470, 620n),
};

const fewUnits: ReadonlySet<string> = new Set(["TNT-0003", "KTL-0008"]);
const usualUnits = 200;

/** The SKU for a listing of the demo shop; undefined for a seller code that the demo does not know. */
export function demoSku(listing: { sellerCode: string; title: string; spec: string; pictureUrl: string | null }): NewSku | undefined {
  const product = /^HG-([A-Z]+-\d{4})-/u.exec(listing.sellerCode)?.[1] ?? "";
  const found = things[product];
  if (found === undefined) return undefined;
  return {
    code: listing.sellerCode,
    nameZh: found.zh,
    nameEn: `${listing.title}, ${listing.spec}`,
    pictureUrl: listing.pictureUrl,
    weightG: found.weightG,
    hasBattery: found.battery === true,
    customsNameZh: found.customsZh,
    customsNameEn: found.customsEn,
    hsCode: found.hs,
    declared: money(found.value, "USD"),
  };
}

/** Units on the demo seller's shelf. Two products are nearly gone, so that 缺货 can be seen. */
export function demoUnits(code: string): number {
  return [...fewUnits].some((product) => code.includes(product)) ? 1 : usualUnits;
}
