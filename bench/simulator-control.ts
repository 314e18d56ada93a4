import { z } from "zod";

const Created = z.object({ orders: z.array(z.object({ parentOrderSn: z.string(), committedAtMs: z.number() })) });
const Stats = z.object({
  temu: z.object({
    shops: z.array(
      z.looseObject({
        shop: z.string(),
        calls: z.number(),
        bans: z.number(),
        throttled: z.number(),
        worstWindow: z.object({ count: z.number() }),
      }),
    ),
  }),
});

/** How the calls of all shops came in at the platform. `violations`: calls beyond the cap, and bans. */
export type CallStats = { calls: number; violations: number; worstWindow: number };

/** Buyers order; returns the platform's numbers with the moment of its commit, in ms since the epoch. */
export async function placeOrders(control: string, body: Readonly<Record<string, unknown>>): Promise<Map<string, number>> {
  const reply = await fetch(`${control}/orders`, { method: "POST", body: JSON.stringify({ platform: "temu", ...body }) });
  const { orders } = Created.parse(await reply.json());
  return new Map(orders.map((order) => [order.parentOrderSn, order.committedAtMs]));
}

export async function readCallStats(control: string): Promise<CallStats> {
  const { shops } = Stats.parse(await (await fetch(`${control}/stats`)).json()).temu;
  return {
    calls: shops.reduce((sum, shop) => sum + shop.calls, 0),
    violations: shops.reduce((sum, shop) => sum + shop.bans + shop.throttled, 0),
    worstWindow: Math.max(...shops.map((shop) => shop.worstWindow.count)),
  };
}

/** Every answer takes this long from now on. */
export async function delayReplies(control: string, delayMs: number): Promise<void> {
  await fetch(`${control}/faults`, { method: "POST", body: JSON.stringify({ name: "reply-delayed", delayMs }) });
}

/** Another cap for each shop, in a window of another length. */
export async function setCap(control: string, cap: number, windowMs: number): Promise<void> {
  await fetch(`${control}/policy`, { method: "POST", body: JSON.stringify({ name: "cap120", cap, windowMs }) });
}

/** The platform announces what happens in any shop to this address. */
export async function subscribe(control: string, url: string): Promise<void> {
  const reply = await fetch(`${control}/webhooks`, { method: "POST", body: JSON.stringify({ platform: "temu", url }) });
  if (!reply.ok) throw new Error(`the simulator does not announce: ${await reply.text()}`);
}
