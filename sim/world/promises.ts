import { z } from "zod";

const OnSale = z.object({ stock: z.number(), sold: z.number(), soldFactor: z.number().default(1) });
const Elsewhere = z.object({
  fulfillmentType: z.literal("fulfillByCooperativeWarehouse"),
  parentOrderSn: z.string(),
  lines: z.array(z.object({ productSkuId: z.string(), originalQuantity: z.number() })),
});

/** Watches what the platform has on sale and sold: at every change, because a wrong figure may stand for a second only. */
export type Promises = {
  note(kind: string, id: string, value: unknown): void;
  /** Nothing is left to push: from now on nothing may be promised beyond what is promised now. */
  begin(): void;
  /** By how much it was more than that at worst, by listing. */
  excess: ReadonlyMap<string, number>;
};

export function openPromises(): Promises {
  const now = new Map<string, number>();
  const atFirst = new Map<string, number>();
  const excess = new Map<string, number>();
  // pieces in one sold unit
  const pieces = new Map<string, number>();
  // what a cooperating warehouse sends out of its own goods; counted once an order, and for good
  const elsewhere = new Map<string, number>();
  const counted = new Set<string>();
  let hasBegun = false;
  const noteOrder = (value: unknown): void => {
    const order = Elsewhere.safeParse(value).data;
    if (order === undefined || counted.has(order.parentOrderSn)) return;
    counted.add(order.parentOrderSn);
    for (const { productSkuId: id, originalQuantity } of order.lines)
      elsewhere.set(id, (elsewhere.get(id) ?? 0) + originalQuantity * (pieces.get(id) ?? 1));
  };
  return {
    note: (kind, id, value) => {
      if (kind === "order") noteOrder(value);
      if (kind !== "item") return;
      const { stock, sold, soldFactor } = OnSale.parse(value);
      pieces.set(id, soldFactor);
      const promised = stock + sold;
      now.set(id, promised);
      const grown = promised - (elsewhere.get(id) ?? 0) - (atFirst.get(id) ?? 0);
      if (hasBegun) excess.set(id, Math.max(excess.get(id) ?? 0, grown));
    },
    begin: () => {
      hasBegun = true;
      for (const [id, promised] of now) atFirst.set(id, promised);
      elsewhere.clear();
    },
    excess,
  };
}
