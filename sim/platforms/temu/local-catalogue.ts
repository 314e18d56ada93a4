import { products, shopStep } from "./catalogue.ts";
import { listingStates } from "./listing-state.ts";
import type { Item } from "./model.ts";

/** One SKU of a local shop: its seller code as the seller happened to write it, and the code whose picture it shows. */
type LocalSku = { spec: string; code: string; picture: string; state: keyof typeof listingStates; stock: number };
type LocalGoods = { name: string; priceMinor: number; specName: "Color" | "Size"; outGoodsSn: string; skus: LocalSku[] };
type Terms = Partial<Pick<LocalSku, "state" | "stock" | "picture">>;

const sku = (spec: string, code: string, terms: Terms = {}): LocalSku => ({
  spec,
  code,
  picture: terms.picture ?? code,
  state: terms.state ?? "on-sale",
  stock: terms.stock ?? 120,
});

/** Goods under the name and at a little more than the price that the semi-managed shop has for the same thing. */
function goods(product: string, outGoodsSn: string, skus: LocalSku[]): LocalGoods {
  const known = products.find((one) => one.code === product);
  if (known === undefined) throw new Error(`no product ${product}`);
  return { name: known.name, priceMinor: known.priceMinor + 200, specName: known.specName, outGoodsSn, skus };
}

/** Codes as sellers leave them: some are the semi-managed shop's, some carry a prefix or a suffix, some are missing. */
const localGoods: LocalGoods[] = [
  goods("MUG-0007", "HG-MUG-0007", [sku("Blue", "HG-MUG-0007-BL"), sku("White", "HG-MUG-0007-WH"), sku("Red", "HG-MUG-0007-RD")]),
  goods("LMP-0021", "HG-LMP-0021", [sku("White", "HG-LMP-0021-WH", { stock: 45 }), sku("Black", "HG-LMP-0021-BK", { stock: 45 })]),
  goods("LNT-0034", "", [sku("Forest Green", "HG-LNT-0034-GN"), sku("Orange", "HG-LNT-0034-OR", { state: "off-shelf" })]),
  goods("GLV-0033", "HG-GLV-0033", [
    sku("Small", "HG-GLV-0033-S"),
    sku("Medium", "HG-GLV-0033-M"),
    sku("Large", "HG-GLV-0033-L"),
    sku("Extra Large", "HG-GLV-0033-XL", { stock: 8 }),
  ]),
  goods("DRY-0018", "US-DRY-0018", [
    sku("10 L", "US-HG-DRY-0018-10", { picture: "HG-DRY-0018-10" }),
    sku("20 L", "US-HG-DRY-0018-20", { picture: "HG-DRY-0018-20" }),
  ]),
  goods("BTL-0012", "", [
    sku("Graphite", "HG-BTL-0012-GY_US", { picture: "HG-BTL-0012-GY" }),
    sku("Sage Green", "HG-BTL-0012-GN_US", { picture: "HG-BTL-0012-GN" }),
  ]),
  goods("BSK-0045", "", [sku("Small", "", { picture: "HG-BSK-0045-S" }), sku("Large", "", { picture: "HG-BSK-0045-L" })]),
  goods("BLK-0027", "HG-BLK-0027", [sku("Plaid", "HG-BLK-0027-PL", { state: "rectification" })]),
  goods("CHR-0009", "", [sku("Grey", "US-HG-CHR-0009-GY", { state: "low-traffic", picture: "HG-CHR-0009-GY" })]),
  goods("UMB-0043", "HG-UMB-0043", [sku("Black", "HG-UMB-0043-BK", { stock: 0 })]),
  goods("TNT-0003", "HG-TNT-0003", [sku("Turquoise", "HG-TNT-0003-TQ", { state: "off-shelf" })]),
  goods("HMK-0016", "", [sku("Olive", "HG-HMK-0016-OL", { state: "punished" })]),
  goods("MIR-0014", "", [sku("Gold", "HG-MIR-0014-GD_US", { state: "high-price", picture: "HG-MIR-0014-GD" })]),
  goods("THM-0002", "", [sku("White", "HG-THM-0002-WH", { state: "auditing" })]),
  goods("KTL-0008", "", [sku("Steel", "HG-KTL-0008-SS", { state: "to-complete" })]),
  goods("PAN-0015", "", [sku("Black", "", { state: "draft", stock: 0, picture: "HG-PAN-0015-BK" })]),
  goods("TOW-0036", "HG-TOW-0036", [sku("Aqua", "HG-TOW-0036-AQ", { state: "deleted", stock: 0 })]),
  goods("TOW-0036", "HG-TOW-0036", [sku("Aqua", "HG-TOW-0036-AQ")]),
];

const dayMs = 24 * 3600_000;

/** The goods of a local shop, each opened a day after the one before. */
export function localItemsForShop(mallId: string, shopIndex: number, warehouseId: string, nowMs: number): Item[] {
  const offset = shopIndex * shopStep;
  const items: Item[] = [];
  for (const [index, listed] of localGoods.entries()) {
    for (const { spec, code, picture, state, stock } of listed.skus) {
      const number = items.length + 1;
      items.push({
        mallId,
        goodsId: String(600_000_100_000_001 + offset + index),
        skuId: String(17_000_000_000_000 + offset + number),
        productId: String(61_000_000_001 + offset + index),
        productSkcId: String(62_000_000_000 + offset + number),
        productSkuId: String(640_000_000_000 + offset + number),
        extCode: code,
        goodsName: listed.name,
        specName: listed.specName,
        spec,
        priceMinor: listed.priceMinor,
        soldFactor: 1,
        warehouseId,
        createdAtMs: nowMs - (localGoods.length - index) * dayMs,
        stock,
        sold: 0,
        refused: 0,
        subStatus: listingStates[state],
        stateChangedAtMs: 0,
        preSaleStock: 0,
        outGoodsSn: listed.outGoodsSn,
        pictureCode: picture,
      });
    }
  }
  return items;
}
