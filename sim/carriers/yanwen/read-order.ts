import { fieldReader, isJsonObject, type Json } from "./field-reader.ts";
import type { Order, Party, Product } from "./parcel.ts";

const currencies = ["USD", "EUR", "GBP", "CNY", "AUD", "CAD"];

export type ReadOrder = { ok: true; order: Order } | { ok: false; problems: string[] };

/** Reads the body of `express.order.create`: presence and form only; what the product allows is checked elsewhere. */
export function readOrder(body: unknown, maxProducts: number): ReadOrder {
  const problems: string[] = [];
  const top = isJsonObject(body) ? body : {};
  const read = fieldReader(top, "", problems);
  const receiverInfo = block(top, "receiverInfo", "收件人信息", problems);
  const parcelInfo = block(top, "parcelInfo", "包裹信息", problems);
  const senderInfo = isJsonObject(top.senderInfo) ? top.senderInfo : null;
  const customs = isJsonObject(top.importCustomsInfo) ? top.importCustomsInfo : {};
  const order: Order = {
    channelId: read.text("channelId", "产品编号", { required: true }),
    orderSource: read.text("orderSource", "订单来源", { required: true }),
    orderNumber: read.text("orderNumber", "客户订单号", { required: true, maxLength: 50 }),
    dateOfReceipt: read.text("dateOfReceipt", "交货日期"),
    companyCode: read.text("companyCode", "交货仓"),
    remark: read.text("remark", "拣货单信息"),
    receiver: readParty(receiverInfo, "收件人", true, problems),
    sender: readParty(senderInfo ?? {}, "发件人", false, problems),
    ...readParcelInfo(parcelInfo, maxProducts, problems),
    sent: { receiverInfo, senderInfo, parcelInfo },
  };
  if (order.dateOfReceipt !== "" && !/^\d{4}-\d{2}-\d{2}$/.test(order.dateOfReceipt)) problems.push("交货日期格式不正确，应为yyyy-MM-dd");
  fieldReader(customs, "进口清关", problems).text("eori", "EORI", { maxLength: 64 });
  return problems.length === 0 ? { ok: true, order } : { ok: false, problems };
}

function block(top: Json, key: string, name: string, problems: string[]): Json {
  const value = top[key];
  if (isJsonObject(value)) return value;
  problems.push(`${name}不能为空`);
  return {};
}

function readParty(info: Json, place: string, required: boolean, problems: string[]): Party {
  const read = fieldReader(info, place, problems);
  const party = {
    name: read.text("name", "姓名", { required }),
    country: read.text("country", "国家", { required }),
    address: read.text("address", "地址", { required }),
    company: read.text("company", "公司"),
    state: read.text("state", "州/省"),
    city: read.text("city", "城市"),
    zipCode: read.text("zipCode", "邮编"),
    houseNumber: read.text("houseNumber", "门牌号"),
    phone: read.text("phone", "电话"),
    email: read.text("email", "邮箱"),
  };
  read.text("taxNumber", "税号", { maxLength: 50 });
  return party;
}

type ParcelPart = Pick<Order, "hasBattery" | "currency" | "totalPrice" | "totalQuantity" | "totalWeightG" | "products">;

function readParcelInfo(info: Json, maxProducts: number, problems: string[]): ParcelPart {
  const read = fieldReader(info, "包裹", problems);
  const battery = read.text("hasBattery", "是否带电", { required: true });
  if (battery !== "" && battery !== "0" && battery !== "1") problems.push("包裹是否带电只能为0或1");
  const part = {
    hasBattery: battery === "1",
    currency: readCurrency(info, "currency", "币种", true, problems),
    totalPrice: read.optionalNumber("totalPrice", "总申报价值"),
    totalQuantity: read.positive("totalQuantity", "总数量", { whole: true }),
    totalWeightG: read.positive("totalWeight", "总重量", { whole: true }),
    products: readProducts(info.productList, maxProducts, problems),
  };
  for (const [key, name] of [
    ["height", "高"],
    ["width", "宽"],
    ["length", "长"],
    ["freightCharges", "运费"],
  ] as const) {
    read.optionalNumber(key, name);
  }
  read.text("ioss", "IOSS税号", { maxLength: 50 });
  readCurrency(info, "freightCurrency", "运费币种", false, problems);
  return part;
}

function readCurrency(info: Json, key: string, name: string, required: boolean, problems: string[]): string {
  const currency = fieldReader(info, "包裹", problems).text(key, name, { required });
  if (currency !== "" && !currencies.includes(currency)) problems.push(`包裹${name}不正确，仅支持${currencies.join(",")}`);
  return currency;
}

function readProducts(list: unknown, maxProducts: number, problems: string[]): Product[] {
  if (!Array.isArray(list) || list.length === 0) {
    problems.push("商品信息不能为空");
    return [];
  }
  if (list.length > maxProducts) {
    problems.push(`商品信息不能超过${maxProducts}条`);
    return [];
  }
  const items: unknown[] = list;
  return items.map((item, index) => {
    const read = fieldReader(isJsonObject(item) ? item : {}, `第${index + 1}个商品`, problems);
    read.optionalNumber("priceExport", "出口申报单价");
    return {
      nameCh: read.text("goodsNameCh", "中文品名", { required: true }),
      nameEn: read.text("goodsNameEn", "英文品名", { required: true }),
      price: read.positive("price", "申报单价"),
      quantity: read.positive("quantity", "数量", { whole: true }),
      weightG: read.positive("weight", "重量", { whole: true }),
      hscode: read.text("hscode", "海关编码"),
      sku: read.text("sku", "SKU"),
    };
  });
}
