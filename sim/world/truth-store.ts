import type { SimStore } from "../kernel/store.ts";

/** A store that also says what was written since somebody last asked. One asker per kind. */
export type TruthStore = SimStore & {
  /** Documents written or removed since the last call, in the order of writing; a removed one has no value. */
  takeChanged(kind: string): { id: string; value: unknown }[];
};

/**
 * What the simulators wrote down: the other side's truth, read by the checkers without asking the simulators. Keeps the documents as
 * they were handed over; whoever reads parses them.
 */
export function truthStore(onPut: (kind: string, id: string, value: unknown) => void = () => {}): TruthStore {
  const kinds = new Map<string, Map<string, unknown>>();
  const changed = new Map<string, Set<string>>();
  const of = (kind: string): Map<string, unknown> => {
    const known = kinds.get(kind) ?? new Map<string, unknown>();
    kinds.set(kind, known);
    return known;
  };
  const note = (kind: string, id: string): void => void changed.set(kind, (changed.get(kind) ?? new Set()).add(id));
  return {
    put: (kind, id, value) => {
      of(kind).set(id, value);
      onPut(kind, id, value);
      note(kind, id);
    },
    remove: (kind, id) => {
      of(kind).delete(id);
      note(kind, id);
    },
    all: (kind) => [...of(kind)].map(([id, value]) => ({ id, value })),
    takeChanged: (kind) => {
      const ids = [...(changed.get(kind) ?? [])];
      changed.delete(kind);
      return ids.map((id) => ({ id, value: of(kind).get(id) }));
    },
    clear: () => {
      for (const [kind, documents] of kinds) for (const id of documents.keys()) note(kind, id);
      kinds.clear();
    },
    close: () => {},
  };
}
