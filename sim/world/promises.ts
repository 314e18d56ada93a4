import { z } from "zod";

const OnSale = z.object({ stock: z.number(), sold: z.number() });
const Elsewhere = z.object({
  fulfillmentType: z.literal("fulfillByCooperativeWarehouse"),
  parentOrderSn: z.string(),
  lines: z.array(z.object({ productSkuId: z.string(), originalQuantity: z.number() })),
});

/** Watches what the platform has on sale and sold: at every change, because a wrong figure may stand for a second only. */
export type Promises = {
  note(kind: string, id: string, value: unknown): void;
  /** From now on it counts. */
  begin(): void;
  /** The most of each listing. */
  most: ReadonlyMap<string, number>;
};

export function openPromises(): Promises {
  const most = new Map<string, number>();
  // what a cooperating warehouse sends out of its own goods; counted once an order, and for good
  const elsewhere = new Map<string, number>();
  const counted = new Set<string>();
  let hasBegun = false;
  const noteOrder = (value: unknown): void => {
    const order = Elsewhere.safeParse(value).data;
    if (order === undefined || counted.has(order.parentOrderSn)) return;
    counted.add(order.parentOrderSn);
    for (const line of order.lines) elsewhere.set(line.productSkuId, (elsewhere.get(line.productSkuId) ?? 0) + line.originalQuantity);
  };
  return {
    note: (kind, id, value) => {
      if (kind === "order") noteOrder(value);
      if (!hasBegun || kind !== "item") return;
      const { stock, sold } = OnSale.parse(value);
      most.set(id, Math.max(most.get(id) ?? 0, stock + sold - (elsewhere.get(id) ?? 0)));
    },
    begin: () => {
      hasBegun = true;
    },
    most,
  };
}
