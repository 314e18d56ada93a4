import { z } from "zod";
import type { SimStore } from "../../kernel/store.ts";

const kept = 20_000;
const kind = "request-key";
const Key = z.object({ mallId: z.string(), key: z.string() });

/** The keys by which clients mark a request as one and the same. The oldest are forgotten. */
export class RequestKeys {
  private readonly store: SimStore;
  private readonly taken = new Set<string>();

  constructor(store: SimStore) {
    this.store = store;
    for (const fact of store.all(kind)) {
      const { mallId, key } = Key.parse(fact.value);
      this.taken.add(`${mallId} ${key}`);
    }
  }

  /** False when the shop has used this key before. */
  take(mallId: string, key: string): boolean {
    const id = `${mallId} ${key}`;
    if (this.taken.has(id)) return false;
    this.taken.add(id);
    this.store.put(kind, id, { mallId, key });
    const [oldest] = this.taken;
    if (this.taken.size > kept && oldest !== undefined) {
      this.taken.delete(oldest);
      this.store.remove(kind, oldest);
    }
    return true;
  }

  clear(): void {
    this.taken.clear();
  }
}
