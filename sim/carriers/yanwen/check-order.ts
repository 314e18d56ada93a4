import type { Account } from "./account.ts";
import { type Channel, findChannel } from "./channel.ts";
import { type Country, findCountry } from "./country.ts";
import { type Refusal, refuse } from "./envelope.ts";
import type { Order } from "./parcel.ts";
import { findWarehouse } from "./warehouse.ts";

export type CheckedOrder = { ok: true; channel: Channel; country: Country } | { ok: false; refusal: Refusal };

const neededFields = [
  ["phone", "电话"],
  ["state", "州/省"],
  ["city", "城市"],
  ["zipCode", "邮编"],
] as const;

/** Whether this account may send this order by the product it names. */
export function checkOrder(account: Account, order: Order): CheckedOrder {
  const channel = findChannel(order.channelId);
  if (!channel || !account.channelIds.includes(channel.id)) return refuse("channelClosed", `产品不存在或未开通：${order.channelId}`);
  const country = findCountry(order.receiver.country);
  if (!country) return refuse("invalidField", `收件人国家不存在：${order.receiver.country}`);
  if (channel.countries !== "all" && !channel.countries.includes(country.code)) {
    return refuse("countryNotServed", `产品[${channel.nameCh}]不支持寄往：${country.nameCh}(${country.code})`);
  }
  for (const [field, name] of neededFields) {
    if (channel.needs[field] && order.receiver[field] === "")
      return refuse("invalidField", `产品[${channel.nameCh}]要求收件人${name}不能为空`);
  }
  if (order.hasBattery && !channel.takesBattery) return refuse("batteryNotAllowed", `产品[${channel.nameCh}]不支持带电物品`);
  if (order.totalWeightG > channel.maxWeightG) {
    return refuse("overweight", `包裹重量${order.totalWeightG}g超过产品[${channel.nameCh}]限重${channel.maxWeightG}g`);
  }
  if (order.companyCode !== "" && !findWarehouse(order.companyCode)) return refuse("invalidField", `交货仓不存在：${order.companyCode}`);
  return { ok: true, channel, country };
}
