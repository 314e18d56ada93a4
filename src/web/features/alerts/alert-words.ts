import type { Alert } from "../../../contract/alerts.ts";
import { writeKinds } from "../../../contract/sync-trouble.ts";
import { assertNever } from "../../../kernel/assert-never.ts";
import { missCauses, restrictedActs, streams } from "../../../kernel/vocabulary/sync.ts";
import type { Translate } from "../../text/text.ts";

/** Reads an alert's values; what is missing or of another kind is a dash, so that a newer or older runner breaks nothing. */
function valuesOf(t: Translate, detail: Alert["detail"]) {
  const text = (key: string): string | undefined => {
    const value = detail[key];
    if (typeof value === "number") return Number.isFinite(value) ? String(Math.round(value * 10) / 10) : undefined;
    return typeof value === "string" && value.trim() !== "" ? value : undefined;
  };
  return { text, or: (key: string) => text(key) ?? t("alerts.unknown") };
}

/** What is wrong, in one sentence. */
export function sayAlert(t: Translate, { kind, detail }: Pick<Alert, "kind" | "detail">): string {
  const { text, or } = valuesOf(t, detail);
  switch (kind) {
    case "budget-high":
    case "quota-shared":
      return t(`alert.${kind}`, { used: or("used"), cap: or("cap") });
    case "budget-forecast":
      return t("alert.budget-forecast", { waiting: or("waiting"), perMinute: or("perMinute"), minutes: or("minutes") });
    case "address-shut":
      return t("alert.address-shut", { address: or("address"), minutes: or("minutes") });
    case "scope-missing":
      return t("alert.scope-missing", { operation: or("operation") });
    case "act-forbidden": {
      const act = restrictedActs.find((one) => one === detail.act);
      return t("alert.act-forbidden", { act: act === undefined ? or("act") : t(`restrictedAct.${act}`) });
    }
    case "stream-late": {
      const stream = streams.find((one) => one === detail.stream);
      return t("alert.stream-late", { stream: stream === undefined ? or("stream") : t(`stream.${stream}`), minutes: or("minutes") });
    }
    case "answer-empty":
      return t("alert.answer-empty", { usual: or("usual"), minutes: or("minutes") });
    case "item-quarantined": {
      const number = text("platformOrderId");
      return number === undefined ? t("alert.item-quarantined") : t("alert.item-quarantinedNamed", { number });
    }
    case "write-refused":
      return sayRefused(t, detail);
    case "order-missed": {
      const cause = missCauses.find((one) => one === detail.cause);
      return t("alert.order-missed", { count: or("count"), cause: cause === undefined ? or("cause") : t(`missCause.${cause}`) });
    }
    case "authorisation-dead":
    case "authorisation-withdrawn":
    case "app-suspended":
    case "shop-frozen":
      return t(`alert.${kind}`);
    default:
      return assertNever(kind);
  }
}

function sayRefused(t: Translate, detail: Alert["detail"]): string {
  const { text, or } = valuesOf(t, detail);
  const known = writeKinds.find((one) => one === detail.kind);
  const kind = known === undefined ? or("kind") : t(`writeKind.${known}`);
  const number = text("packageNumber");
  return number === undefined ? t("alert.write-refused", { kind }) : t("alert.write-refusedNamed", { kind, number });
}

/** The platform's own words, with its code: `授权已过期 (3000003)`. Undefined when the alert carries none. */
export function quoteOf({ detail }: Pick<Alert, "detail">): string | undefined {
  const texts = ["message", "detail", "code"].map((key) => {
    const value = detail[key];
    return typeof value === "string" && value.trim() !== "" ? value : typeof value === "number" ? String(value) : undefined;
  });
  const [message, what, code] = texts;
  const words = message ?? what;
  if (words === undefined) return code;
  return code === undefined ? words : `${words} (${code})`;
}

/** Where to look next, and what to call it. */
export function linkOf(t: Translate, alert: Pick<Alert, "kind" | "detail" | "shop">): { href: string; text: string } {
  const shop = alert.shop === null ? "" : `shop=${alert.shop.id}`;
  const sync = (tab: string) => `/sync?${[shop, tab].filter((part) => part !== "").join("&")}`;
  switch (alert.kind) {
    case "item-quarantined":
      return { href: sync("tab=quarantine"), text: t("alerts.toQuarantine") };
    case "write-refused": {
      const number = alert.detail.packageNumber;
      if (typeof number !== "string" || number === "") return { href: sync("tab=refused"), text: t("alerts.toRefused") };
      const search = new URLSearchParams({ state: "all", search_field: "package_number", search: number });
      return { href: `/orders?${search}`, text: t("alerts.toPackage", { number }) };
    }
    case "order-missed":
      return {
        href: `/reconciliations?${[shop, "differences=only"].filter((part) => part !== "").join("&")}`,
        text: t("alerts.toReconciliations"),
      };
    default:
      return { href: sync(""), text: t("alerts.toSync") };
  }
}
