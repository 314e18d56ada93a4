import { readBeats } from "../db/read-health.ts";
import type { Install } from "./install.ts";

/** What health is judged by: whether the database answers, how many shops want a worker, and a text that changes while one lives. */
export function readHealth(install: Install): Promise<{ shops: bigint; beats: string } | undefined> {
  return readBeats(install.directory);
}
