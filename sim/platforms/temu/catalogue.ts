import type { Item } from "./model.ts";

/** A product of the demo shop. A colour is its own SKC; a size is another SKU of the same SKC, as the platform has it. */
type Product = {
  code: string;
  name: string;
  priceMinor: number;
  soldFactor?: 2;
  specName: "Color" | "Size";
  variants: { suffix: string; spec: string }[];
};

const variant = (suffix: string, spec: string): { suffix: string; spec: string } => ({ suffix, spec });

export const products: Product[] = [
  {
    code: "LMP-0021",
    name: "Ceramic Bedside Table Lamp with Linen Shade",
    priceMinor: 2899,
    specName: "Color",
    variants: [variant("WH", "White"), variant("BK", "Black")],
  },
  {
    code: "LNT-0034",
    name: "Rechargeable Camping Lantern 600 Lumens",
    priceMinor: 1949,
    specName: "Color",
    variants: [variant("GN", "Forest Green"), variant("OR", "Orange")],
  },
  {
    code: "MUG-0007",
    name: "Enamel Camp Mug 350 ml",
    priceMinor: 899,
    specName: "Color",
    variants: [variant("BL", "Blue"), variant("WH", "White")],
  },
  {
    code: "BTL-0012",
    name: "Insulated Steel Bottle 750 ml",
    priceMinor: 1799,
    specName: "Color",
    variants: [variant("GY", "Graphite"), variant("GN", "Sage Green")],
  },
  {
    code: "BSK-0045",
    name: "Woven Storage Basket with Handles",
    priceMinor: 1599,
    specName: "Size",
    variants: [variant("S", "Small"), variant("L", "Large")],
  },
  {
    code: "DRY-0018",
    name: "Roll Top Dry Bag for Kayaking",
    priceMinor: 1399,
    specName: "Size",
    variants: [variant("10", "10 L"), variant("20", "20 L")],
  },
  { code: "TNT-0003", name: "Pop Up Beach Tent for Three", priceMinor: 4299, specName: "Color", variants: [variant("TQ", "Turquoise")] },
  { code: "CHR-0009", name: "Folding Camp Chair with Cup Holder", priceMinor: 3199, specName: "Color", variants: [variant("GY", "Grey")] },
  { code: "HMK-0016", name: "Parachute Hammock with Tree Straps", priceMinor: 2499, specName: "Color", variants: [variant("OL", "Olive")] },
  {
    code: "BLK-0027",
    name: "Waterproof Picnic Blanket 200 x 200 cm",
    priceMinor: 2199,
    specName: "Color",
    variants: [variant("PL", "Plaid")],
  },
  { code: "MAT-0031", name: "Coir Door Mat 45 x 75 cm", priceMinor: 1699, specName: "Color", variants: [variant("NT", "Natural")] },
  {
    code: "CSH-0040",
    name: "Velvet Cushion Cover, Pack of Two",
    priceMinor: 1299,
    soldFactor: 2,
    specName: "Color",
    variants: [variant("RS", "Dusty Rose")],
  },
  {
    code: "CUR-0052",
    name: "Blackout Curtain Pair 132 x 213 cm",
    priceMinor: 3399,
    soldFactor: 2,
    specName: "Color",
    variants: [variant("NV", "Navy")],
  },
  { code: "VAS-0011", name: "Ribbed Stoneware Vase 25 cm", priceMinor: 1899, specName: "Color", variants: [variant("SD", "Sand")] },
  { code: "CLK-0005", name: "Silent Wall Clock 30 cm", priceMinor: 2099, specName: "Color", variants: [variant("WD", "Walnut")] },
  { code: "MIR-0014", name: "Arched Wall Mirror 50 x 70 cm", priceMinor: 4899, specName: "Color", variants: [variant("GD", "Gold")] },
  {
    code: "HGR-0060",
    name: "Wooden Clothes Hangers, Set of Twenty",
    priceMinor: 2299,
    specName: "Color",
    variants: [variant("NT", "Natural")],
  },
  {
    code: "SHF-0022",
    name: "Floating Wall Shelf, Pack of Two",
    priceMinor: 2699,
    soldFactor: 2,
    specName: "Color",
    variants: [variant("OK", "Oak")],
  },
  { code: "PLT-0038", name: "Self Watering Planter 20 cm", priceMinor: 1499, specName: "Color", variants: [variant("TC", "Terracotta")] },
  { code: "WTR-0019", name: "Long Spout Watering Can 1.5 L", priceMinor: 1599, specName: "Color", variants: [variant("MT", "Mint")] },
  { code: "NZL-0026", name: "Garden Hose Nozzle, Ten Patterns", priceMinor: 1199, specName: "Color", variants: [variant("BL", "Blue")] },
  { code: "GLV-0033", name: "Thorn Proof Garden Gloves", priceMinor: 999, specName: "Size", variants: [variant("M", "Medium")] },
  { code: "SLR-0041", name: "Solar Path Light, Set of Six", priceMinor: 2799, specName: "Color", variants: [variant("WW", "Warm White")] },
  { code: "STR-0048", name: "Outdoor String Lights 15 m", priceMinor: 2399, specName: "Color", variants: [variant("WW", "Warm White")] },
  { code: "THM-0002", name: "Indoor Thermometer and Hygrometer", priceMinor: 1099, specName: "Color", variants: [variant("WH", "White")] },
  { code: "PAN-0015", name: "Cast Iron Skillet 26 cm", priceMinor: 2999, specName: "Color", variants: [variant("BK", "Black")] },
  { code: "CUT-0029", name: "Bamboo Cutting Board with Groove", priceMinor: 1799, specName: "Size", variants: [variant("L", "Large")] },
  { code: "KTL-0008", name: "Gooseneck Pour Over Kettle 0.9 L", priceMinor: 3299, specName: "Color", variants: [variant("SS", "Steel")] },
  { code: "TOW-0036", name: "Quick Dry Camping Towel", priceMinor: 1299, specName: "Color", variants: [variant("AQ", "Aqua")] },
  { code: "UMB-0043", name: "Windproof Folding Umbrella", priceMinor: 1899, specName: "Color", variants: [variant("BK", "Black")] },
  { code: "BKP-0010", name: "Packable Hiking Daypack 20 L", priceMinor: 2599, specName: "Color", variants: [variant("YL", "Mustard")] },
  { code: "CMP-0004", name: "Baseplate Compass with Lanyard", priceMinor: 1199, specName: "Color", variants: [variant("CL", "Clear")] },
  { code: "TRK-0017", name: "Aluminium Trekking Poles, Pair", priceMinor: 3599, specName: "Color", variants: [variant("RD", "Red")] },
  { code: "BRD-0024", name: "Hanging Bird Feeder with Tray", priceMinor: 1999, specName: "Color", variants: [variant("GN", "Green")] },
];

/** So far apart are the ids of two shops. */
export const shopStep = 10_000;

/** The demo items of the `shopIndex`-th shop: the same seller codes in every shop, the platform's ids differ. */
export function itemsForShop(mallId: string, shopIndex: number, warehouseId: string, createdAtMs: number): Item[] {
  const offset = shopIndex * shopStep;
  const items: Item[] = [];
  let skc = 0;
  for (const [productIndex, product] of products.entries()) {
    for (const [variantIndex, variant] of product.variants.entries()) {
      if (variantIndex === 0 || product.specName === "Color") skc += 1;
      const sku = items.length + 1;
      items.push({
        mallId,
        goodsId: String(600_000_100_000_001 + offset + productIndex),
        skuId: String(17_000_000_000_000 + offset + sku),
        productId: String(61_000_000_001 + offset + productIndex),
        productSkcId: String(62_000_000_000 + offset + skc),
        productSkuId: String(640_000_000_000 + offset + sku),
        extCode: `HG-${product.code}-${variant.suffix}`,
        goodsName: product.name,
        specName: product.specName,
        spec: variant.spec,
        priceMinor: product.priceMinor + (product.specName === "Size" ? 500 * variantIndex : 0),
        soldFactor: product.soldFactor ?? 1,
        warehouseId,
        createdAtMs,
        stock: 200,
        sold: 0,
        refused: 0,
        subStatus: 2001,
        stateChangedAtMs: 0,
        preSaleStock: 0,
        outGoodsSn: "",
        pictureCode: "",
      });
    }
  }
  return items;
}
