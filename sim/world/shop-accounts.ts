import { type ShopPlan, sandboxApps, sandboxShop } from "../platforms/temu/options.ts";

/** A shop at the platform with what its seller types into Crossdock. */
export type ShopAccount = {
  plan: ShopPlan;
  name: string;
  /** Which seller it belongs to: the last of several shops is a stranger's. */
  seller: number;
  authorisations: readonly { gateway: string; purpose: "orders" | "products"; appKey: string; appSecret: string; accessToken: string }[];
};

/** The sandbox's demo shop, and sisters of it; the last of several belongs to another seller. */
export function shopAccounts(count: number): ShopAccount[] {
  const appSecret = sandboxApps.find((app) => app.appKey === sandboxShop.appKey)?.appSecret ?? "";
  return Array.from({ length: count }, (_, index): ShopAccount => {
    const token = (last: number): string => `simtoken${index}${String(last).padStart(51, "0")}`;
    const plan: ShopPlan = {
      ...sandboxShop,
      mallId: String(BigInt(sandboxShop.mallId) + BigInt(index)),
      tokens: index === 0 ? sandboxShop.tokens : { us: token(1), pa: token(2) },
    };
    const key = { appKey: plan.appKey, appSecret };
    return {
      plan,
      name: `禾光家居 ${index + 1}`,
      seller: count > 1 && index === count - 1 ? 1 : 0,
      authorisations: [
        { gateway: "us", purpose: "orders", ...key, accessToken: plan.tokens.us ?? "" },
        { gateway: "pa", purpose: "products", ...key, accessToken: plan.tokens.pa ?? "" },
      ],
    };
  });
}

/** Whose call it was, by the token that it carried. */
export function shopByToken(accounts: readonly ShopAccount[]): ReadonlyMap<string, string> {
  return new Map(accounts.flatMap(({ plan }) => Object.values(plan.tokens).map((token): [string, string] => [token, plan.mallId])));
}
