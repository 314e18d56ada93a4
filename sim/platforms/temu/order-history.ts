import { type Order, OrderSchema } from "./model.ts";

/** Orders as they were: kept only while somebody wants stale lists, because every change costs a copy. */
export type OrderHistory = {
  /** To be called after each change. */
  note(order: Order, nowMs: number): void;
  /** The order as it was so long ago; undefined when it did not exist then. Without a record it is as it is. */
  asOf(order: Order, ageMs: number, nowMs: number): Order | undefined;
};

type Version = { atMs: number; document: string };
const versionsMax = 8;

export function openOrderHistory(isWanted: () => boolean): OrderHistory {
  const versions = new Map<string, Version[]>();
  return {
    note: (order, nowMs) => {
      if (!isWanted()) return void versions.clear();
      const known = versions.get(order.parentOrderSn) ?? [];
      versions.set(order.parentOrderSn, [...known, { atMs: nowMs, document: JSON.stringify(order) }].slice(-versionsMax));
    },
    asOf: (order, ageMs, nowMs) => {
      const known = versions.get(order.parentOrderSn);
      const then = nowMs - ageMs;
      if (order.committedAtMs > then) return undefined;
      const version = known?.findLast((one) => one.atMs <= then);
      return version === undefined ? order : OrderSchema.parse(JSON.parse(version.document));
    },
  };
}
