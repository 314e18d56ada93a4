import type { PackageDetail } from "../../../../contract/packages.ts";
import { parseInstant } from "../../../../kernel/instant.ts";
import { orderStatuses } from "../../../../kernel/vocabulary/platform.ts";
import { useText } from "../../../text/use-text.tsx";
import { useNow } from "../../../ui/clock.tsx";
import { Fact, Facts } from "../../../ui/facts.tsx";
import { CopyButton, PlatformBadge, Tag } from "../../../ui/small-parts.tsx";
import { formatDayTime } from "../../../ui/time.ts";
import { sayShipBy } from "../package-words.ts";

export function OrderSection({ pkg }: { pkg: PackageDetail }) {
  const t = useText();
  const now = useNow(60_000);
  const { urgency } = sayShipBy(t, pkg, now);
  const status = orderStatuses.find((one) => one === pkg.orderStatus);
  const tone = urgency === "late" ? "red b" : urgency === "soon" ? "amber b" : "";
  return (
    <section>
      <h3>{t("order.title")}</h3>
      <Facts>
        <Fact name={t("order.platformNumber")}>
          {pkg.platformOrderId} <CopyButton text={pkg.platformOrderId} what={t("order.platformNumber")} />
        </Fact>
        <Fact name={t("order.systemNumber")}>{pkg.systemOrderNumber}</Fact>
        <Fact name={t("order.shop")}>
          <PlatformBadge platform={pkg.platform} /> {pkg.shop.name}
        </Fact>
        <Fact name={t("order.status")}>{status === undefined ? pkg.orderStatus : t(`orderStatus.${status}`)}</Fact>
        <Fact name={t("order.ordered")}>
          <BothTimes at={pkg.orderedAt} zone={pkg.shop.timeZone} />
        </Fact>
        <Fact name={t("order.paid")}>
          {pkg.paidAt === null ? t("time.unpaid") : <BothTimes at={pkg.paidAt} zone={pkg.shop.timeZone} />}
        </Fact>
        <Fact name={t("order.shipBy")}>
          {pkg.shipBy === null ? t("deadline.missing") : <BothTimes at={pkg.shipBy} zone={pkg.shop.timeZone} tone={tone} />}
        </Fact>
        {pkg.deliverBy !== null && (
          <Fact name={t("order.deliverBy")}>
            <BothTimes at={pkg.deliverBy} zone={pkg.shop.timeZone} />
          </Fact>
        )}
        {pkg.platformMarks.length > 0 && (
          <Fact name={t("order.marks")}>
            {pkg.platformMarks.map((mark) => (
              <Tag key={mark} tone="amber">
                {mark}
              </Tag>
            ))}
          </Fact>
        )}
      </Facts>
    </section>
  );
}

function BothTimes({ at, zone, tone = "" }: { at: string; zone: string; tone?: string }) {
  const t = useText();
  const now = useNow(60_000);
  const instant = parseInstant(at);
  if (instant === undefined) return null;
  return (
    <>
      <span className={tone}>{formatDayTime(instant, now)}</span>{" "}
      <span className="t3 sm">{t("time.site", { time: formatDayTime(instant, now, zone) })}</span>
    </>
  );
}
