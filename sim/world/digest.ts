import { createHash } from "node:crypto";
import type { BookReader } from "./books.ts";
import type { Truth } from "./truth.ts";
import type { World } from "./world.ts";

/** One hash over how the world ended and how it came to that: all rows, the other side's documents, every call in its order. */
export async function digestWorld(world: Pick<World, "network" | "scheduler">, books: BookReader, truth: Truth): Promise<string> {
  const hash = createHash("sha256");
  const add = (line: string): void => void hash.update(line).update("\n");
  await books.dump(add);
  add(JSON.stringify(truth));
  for (const { atMs, port, operation } of world.network.arrivals) add(`${atMs} ${port} ${operation}`);
  add(`${world.scheduler.nowMs()} ${world.scheduler.steps()}`);
  return hash.digest("hex");
}
