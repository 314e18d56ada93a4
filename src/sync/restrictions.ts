import { noteAlerts } from "../app/note-alerts.ts";
import { inFence } from "../db/fence.ts";
import { announceChanges } from "../db/records.ts";
import { saveRestrictions } from "../db/shops.ts";
import { toIso } from "../kernel/instant.ts";
import type { RestrictedAct } from "../kernel/vocabulary/sync.ts";
import type { Run } from "./run.ts";

/** How long an act that the platform has forbidden is left alone before it is tried again: nobody tells us when it is allowed. */
export const forbiddenPauseMs = 15 * 60_000;

/** How long an act is to be left alone yet; 0: it may be tried. */
export function forbiddenFor(run: Run, act: RestrictedAct): number {
  const found = run.shop.restrictions.find((one) => one.act === act);
  return found === undefined ? 0 : Math.max(0, Date.parse(found.since) + forbiddenPauseMs - run.app.clock.now());
}

/** The platform has forbidden the shop an act: exactly that stops, reads and the rest go on, and an alert leaves at once. */
export async function forbid(run: Run, act: RestrictedAct, words: { code: string; message: string }): Promise<void> {
  const { code, message } = words;
  const others = run.shop.restrictions.filter((one) => one.act !== act);
  const restrictions = [...others, { act, code, message, since: toIso(run.app.clock.now()) }];
  const alert = { kind: "act-forbidden", severity: "critical", shopId: run.shop.id, subject: act, detail: { act, code, message } } as const;
  await save(run, restrictions, { open: [alert] });
}

/** The act was accepted: the platform has taken its word back. */
export async function permit(run: Run, act: RestrictedAct): Promise<void> {
  if (!run.shop.restrictions.some((one) => one.act === act)) return;
  const restrictions = run.shop.restrictions.filter((one) => one.act !== act);
  await save(run, restrictions, { close: [{ kind: "act-forbidden", shopId: run.shop.id, subject: act }] });
}

async function save(run: Run, restrictions: Run["shop"]["restrictions"], news: Parameters<typeof noteAlerts>[3]): Promise<void> {
  const { app, fence } = run;
  run.shop = { ...run.shop, restrictions };
  await inFence(app.database, fence, async (tx) => {
    await saveRestrictions(tx, fence.tenant, fence.shop, restrictions);
    await noteAlerts(tx, app, fence.tenant, news);
    await announceChanges(tx, fence.tenant, app.clock.now(), [{ topic: "shops-changed", ids: [fence.shop] }]);
  });
}
