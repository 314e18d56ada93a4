import type { CarrierRefusal } from "../../kernel/vocabulary/platform.ts";
import type { CarrierFailure } from "../../ports/carrier.ts";

/**
 * Yanwen publishes no list of codes: a refusal is told by its words, Chinese or English. First match wins; what matches nothing is `other`.
 * The carrier's own words always travel along.
 */
const words: readonly (readonly [RegExp, CarrierRefusal])[] = [
  [/(订单号|orderNumber).*(重复|已存在|exist|duplicate)|重复.*订单号|duplicate/iu, "duplicate-order"],
  [/签名|\bsign(ature)?\b|\b(api_?)?token\b|账号|账户|用户.*(不存在|无效)|unauthori|user_id/iu, "account-invalid"],
  [/时间戳|timestamp|过期/iu, "clock-skew"],
  [/已取消|already.*cancel/iu, "already-cancelled"],
  [/(已收货|已入库|已揽收|已发出|不能取消|无法取消|不允许取消|cannot.*cancel)/iu, "too-late-to-cancel"],
  [/(运单|订单|waybill).*(不存在|找不到|not found)/iu, "not-found"],
  [/面单.*(未|生成|稍后)|label.*(not|later)/iu, "label-not-ready"],
  [/(渠道|产品|channel).*(不存在|未开通|停用|无效|not open|invalid)/iu, "channel-not-open"],
  [/(国家|目的地|偏远|country).*(不|未|not)/iu, "not-deliverable"],
  [/收件人|receiverInfo/iu, "recipient-incomplete"],
  [/(重量|weight|尺寸|超重)/iu, "weight-out-of-range"],
  [/(带电|电池|battery|禁运|液体|磁)/iu, "goods-not-allowed"],
  [/(收件人|邮编|电话|州|城市|地址|receiver|zip|phone|address|city|state)/iu, "recipient-incomplete"],
  [/(申报|海关|品名|币种|currency|productList|goodsName|price|hscode)/iu, "declaration-incomplete"],
];

/** A refusal of Yanwen in our words. */
export function toRefusal(code: string, message: string): CarrierFailure {
  // quoted names of products hold words like 带电 that say nothing about the refusal
  const said = message.replace(/\[[^\]]*\]|【[^】]*】/gu, "");
  const found = words.find(([pattern]) => pattern.test(said));
  return { kind: "rejected", reason: found?.[1] ?? "other", code, message };
}
