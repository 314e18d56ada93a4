import type { TenantId } from "../kernel/id.ts";

/** What a process shares among tenants: at most so many calls on the wire at once. */
export type Turnstile = {
  /** Resolves when it is this tenant's turn; undefined when the signal aborted first. To be left again by calling what it resolves with. */
  enter(tenant: TenantId, signal: AbortSignal): Promise<(() => void) | undefined>;
};

type Visitor = { admit(): void };

/** Serves tenants in turn, one call each, so a tenant with many shops or a flood of work delays the others by one round at most. */
export function openTurnstile(max: number): Turnstile {
  const lines = new Map<TenantId, Visitor[]>();
  let inside = 0;
  const admitNext = (): void => {
    while (inside < max) {
      const [next] = lines;
      if (next === undefined) return;
      const [tenant, line] = next;
      const visitor = line.shift();
      // to the end of the round, if anything is left
      lines.delete(tenant);
      if (line.length > 0) lines.set(tenant, line);
      if (visitor === undefined) continue;
      inside += 1;
      visitor.admit();
    }
  };
  const leaveOnce = (): (() => void) => {
    let isInside = true;
    return () => {
      if (!isInside) return;
      isInside = false;
      inside -= 1;
      admitNext();
    };
  };
  return {
    enter: (tenant, signal) =>
      new Promise((resolve) => {
        if (signal.aborted) return resolve(undefined);
        const visitor: Visitor = {
          admit: () => {
            signal.removeEventListener("abort", giveUp);
            resolve(leaveOnce());
          },
        };
        const giveUp = (): void => {
          const line = lines.get(tenant) ?? [];
          const index = line.indexOf(visitor);
          if (index !== -1) line.splice(index, 1);
          if (line.length === 0) lines.delete(tenant);
          resolve(undefined);
        };
        signal.addEventListener("abort", giveUp, { once: true });
        lines.set(tenant, [...(lines.get(tenant) ?? []), visitor]);
        admitNext();
      }),
  };
}
