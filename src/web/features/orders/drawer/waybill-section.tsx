import type { PackageDetail } from "../../../../contract/packages.ts";
import { parseInstant } from "../../../../kernel/instant.ts";
import { useText } from "../../../text/use-text.tsx";
import { useNow } from "../../../ui/clock.tsx";
import { formatCount } from "../../../ui/count.tsx";
import { Fact, Facts } from "../../../ui/facts.tsx";
import { CopyButton, Tag } from "../../../ui/small-parts.tsx";
import { formatDayTime } from "../../../ui/time.ts";

export function WaybillSection({ pkg, mayPrint, onPrint }: { pkg: PackageDetail; mayPrint: boolean; onPrint(): void }) {
  const t = useText();
  return (
    <section>
      <h3>{t("waybill.title")}</h3>
      <Facts>
        <Fact name={t("waybill.warehouse")}>{pkg.warehouse?.name ?? t("waybill.unassigned")}</Fact>
        <Fact name={t("waybill.channel")}>
          {pkg.channel?.name ?? t("waybill.unassigned")} {pkg.carrier !== null && <span className="t3 sm">{pkg.carrier}</span>}
        </Fact>
        <Fact name={t("waybill.number")}>
          {pkg.waybill === null ? (
            <span className="t3">{t("waybill.none")}</span>
          ) : (
            <>
              <span data-waybill={pkg.waybill}>{pkg.waybill}</span> <CopyButton text={pkg.waybill} what={t("waybill.number")} />{" "}
              <CheckDigit right={pkg.waybillCheck} />
            </>
          )}
        </Fact>
        {pkg.trackingNumber !== null && pkg.trackingNumber !== pkg.waybill && (
          <Fact name={t("waybill.tracking")}>
            {pkg.trackingNumber} <CopyButton text={pkg.trackingNumber} what={t("waybill.tracking")} />
          </Fact>
        )}
        {pkg.weightG !== null && <Fact name={t("waybill.weight")}>{formatCount(pkg.weightG)} g</Fact>}
        <Fact name={t("waybill.label")}>
          {pkg.printedCount > 0 ? t("waybill.printed", { n: pkg.printedCount }) : t("waybill.notPrinted")}{" "}
          {mayPrint && (
            <button type="button" className="link" data-act="print-label" onClick={onPrint}>
              {pkg.printedCount > 0 ? t("act.reprint") : t("actShort.print")}
            </button>
          )}
        </Fact>
        {(pkg.state === "shipped" || pkg.state === "delivered") && (
          <Fact name={t("waybill.platformSide")}>
            <PlatformSide pkg={pkg} />
          </Fact>
        )}
      </Facts>
    </section>
  );
}

function CheckDigit({ right }: { right: boolean | null }) {
  const t = useText();
  if (right === null) return <span className="t3 sm">{t("waybill.checkNone")}</span>;
  return right ? <Tag tone="green">{t("waybill.checkRight")}</Tag> : <Tag tone="red">{t("waybill.checkWrong")}</Tag>;
}

function PlatformSide({ pkg }: { pkg: PackageDetail }) {
  const t = useText();
  const now = useNow(60_000);
  const shown = pkg.platformShipment;
  const readAt = shown === null ? undefined : parseInstant(shown.readAt);
  if (shown === null || readAt === undefined) return <span className="t3">{t("waybill.notReadBack")}</span>;
  const isOurs = shown.trackingNumber !== null && shown.trackingNumber === (pkg.trackingNumber ?? pkg.waybill);
  return (
    <>
      {shown.trackingNumber === null ? (
        <span className="red b">{t("waybill.platformEmpty")}</span>
      ) : (
        <span className={isOurs ? "green" : "amber b"}>{shown.trackingNumber}</span>
      )}{" "}
      <span className="t3 sm">
        {shown.carrier} {t("waybill.readAt", { time: formatDayTime(readAt, now) })}
      </span>
    </>
  );
}
