import type { SimStore } from "../kernel/store.ts";

/**
 * What the simulators wrote down: the other side's truth, read by the checkers without asking the simulators. Keeps the documents as
 * they were handed over; whoever reads parses them.
 */
export function truthStore(onPut: (kind: string, id: string, value: unknown) => void = () => {}): SimStore {
  const kinds = new Map<string, Map<string, unknown>>();
  const of = (kind: string): Map<string, unknown> => {
    const known = kinds.get(kind) ?? new Map<string, unknown>();
    kinds.set(kind, known);
    return known;
  };
  return {
    put: (kind, id, value) => {
      of(kind).set(id, value);
      onPut(kind, id, value);
    },
    remove: (kind, id) => {
      of(kind).delete(id);
    },
    all: (kind) => [...of(kind)].map(([id, value]) => ({ id, value })),
    clear: () => kinds.clear(),
    close: () => {},
  };
}
