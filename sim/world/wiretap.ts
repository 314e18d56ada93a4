import { z } from "zod";
import type { Network } from "./network.ts";
import { type ShopAccount, shopByToken } from "./shop-accounts.ts";

/** Whether a request was made to the platform rather than to a carrier. */
export const isPlatformCall = (target: string): boolean => target.startsWith("/openapi/router");

/** So many requests are kept whole; a day's of ten shops would fill the memory. */
const bodiesKept = 300_000;
const noBody = new Uint8Array();

const Body = z.object({ access_token: z.string() });

/** Counts by itself which shop's calls reached the platform when: from the raw requests, not from anybody's statistics. */
export function openWiretap(network: Network, accounts: readonly ShopAccount[]): () => ReadonlyMap<string, readonly number[]> {
  const shops = shopByToken(accounts);
  const moments = new Map<string, number[]>(accounts.map(({ plan }) => [plan.mallId, []]));
  let read = 0;
  return () => {
    for (; read < network.arrivals.length; read += 1) {
      const arrival = network.arrivals[read];
      if (arrival === undefined || !isPlatformCall(arrival.target)) continue;
      const token = Body.parse(JSON.parse(Buffer.from(arrival.body).toString("utf8"))).access_token;
      if (read >= bodiesKept) arrival.body = noBody;
      moments.get(shops.get(token) ?? "")?.push(arrival.atMs);
    }
    return moments;
  };
}
