import { insertAudit } from "../db/records.ts";
import type { Install } from "./install.ts";
import type { Scope } from "./scope.ts";

/** Writes that somebody has signed in. `client`: the address that the request came from. */
export async function recordSignIn(install: Install, scope: Scope, client: string): Promise<void> {
  const { actor, tenant } = scope;
  if (actor === "system") return;
  const { clock, database, entropy } = install.app;
  const row = {
    id: entropy.uuid(),
    at: clock.now(),
    actorId: actor.id,
    act: "signed_in",
    subject: { kind: "user", id: actor.id },
    detail: { client },
  };
  await database.inTenant(tenant, (tx) => insertAudit(tx, tenant, row));
}
