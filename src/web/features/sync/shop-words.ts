import type { ShopSync } from "../../../contract/sync.ts";
import type { Translate } from "../../text/text.ts";
import type { Tone } from "../../ui/small-parts.tsx";

/** How badly a shop needs a person: 3 stopped, 2 partly stopped or silent, 1 something to look at, 0 nothing. */
export function severityOf(shop: ShopSync): 0 | 1 | 2 | 3 {
  if (shop.state !== "active" && shop.state !== "starting") return 3;
  if (shop.restrictions.length > 0 || !shop.isLive) return 2;
  return shop.state === "starting" || shop.quarantined > 0 ? 1 : 0;
}

/** Worst first, then by name. */
export function worstFirst(shops: readonly ShopSync[]): ShopSync[] {
  return shops.toSorted((one, other) => severityOf(other) - severityOf(one) || one.name.localeCompare(other.name));
}

/** The dot and the words of a shop's state. */
export function sayShopState(t: Translate, shop: ShopSync): { tone: Tone; text: string } {
  if (shop.state === "starting") return { tone: "accent", text: t("shopState.starting") };
  if (shop.state !== "active") return { tone: "red", text: t(`shopState.${shop.state}`) };
  if (!shop.isLive) return { tone: "amber", text: t("monitor.notLive") };
  const [first] = shop.restrictions;
  if (first !== undefined) return { tone: "red", text: t("monitor.restricted", { act: t(`restrictedAct.${first.act}`) }) };
  return { tone: "green", text: t("shopState.active") };
}

/** How many calls wait, over all classes. */
export function waitingOf(shop: ShopSync): number {
  return shop.budget.live?.waiting.reduce((sum, one) => sum + one.calls, 0) ?? 0;
}
