import { type Instant, instantFromMs, parseInstant } from "../../kernel/instant.ts";
import { useNow } from "./clock.tsx";

/**
 * The server's time, ticking by the second: ages of its stamps must not depend on how this machine's clock is set. `at`: the server's time
 * of an answer; `readAt`: when it came, by our clock.
 */
export function useServerNow(at: string | undefined, readAt: number): Instant {
  const now = useNow(1_000);
  const server = at === undefined ? undefined : parseInstant(at);
  if (server === undefined || readAt === 0) return now;
  return instantFromMs(server + Math.max(0, now - readAt));
}
