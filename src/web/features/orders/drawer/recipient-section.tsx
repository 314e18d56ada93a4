import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button, Segmented } from "antd";
import { useEffect, useState } from "react";
import type { z } from "zod";
import { type PackageDetail, revealRecipientRoute, viewPurposes } from "../../../../contract/packages.ts";
import { failureOf, sayFailure } from "../../../api/call-failure.ts";
import { callRoute } from "../../../api/call-route.ts";
import { packageQuery } from "../../../api/queries.ts";
import { useMay } from "../../../api/session.tsx";
import { useLanguage, useText } from "../../../text/use-text.tsx";
import { useClock } from "../../../ui/clock.tsx";
import { countryName } from "../../../ui/country.ts";
import { Flag } from "../../../ui/flag.tsx";
import { Icon } from "../../../ui/icon.tsx";
import { CopyButton, Tag } from "../../../ui/small-parts.tsx";

type Purpose = (typeof viewPurposes)[number];
type Clear = z.output<typeof revealRecipientRoute.reply>;

/** Masked; in clear only for a stated purpose and a minute. The clear text lives in this part alone and goes with it. */
export function RecipientSection({ pkg }: { pkg: PackageDetail }) {
  const t = useText();
  const may = useMay();
  const client = useQueryClient();
  const [purpose, setPurpose] = useState<Purpose>("check_label");
  const [clear, setClear] = useState<Clear>();
  const reveal = useMutation({
    mutationFn: () => callRoute(revealRecipientRoute, { params: { packageId: pkg.id }, body: { purpose } }),
    gcTime: 0,
    onSuccess: (shown) => {
      setClear(shown);
      // each view stands in the timeline
      void client.invalidateQueries({ queryKey: packageQuery(pkg.id).queryKey });
    },
  });
  const hide = () => {
    setClear(undefined);
    reveal.reset();
  };
  const isStored = pkg.recipientState === "stored";
  return (
    <section>
      <h3>
        {t("recipient.title")}
        {isStored && (
          <Tag>
            <Icon name="lock" size={12} />
            {t("recipient.encrypted")}
          </Tag>
        )}
        <span className="grow" />
        <span className="t3 sm">{may("buyer:read") ? t("recipient.lead") : t("recipient.noPermission")}</span>
      </h3>
      {clear === undefined ? <Masked pkg={pkg} /> : <ClearText clear={clear} onOver={hide} />}
      {may("buyer:read") && isStored && clear === undefined && (
        <div className="fx4 reveal">
          <span className="t3 sm nw">{t("recipient.for")}</span>
          <Segmented<Purpose>
            size="small"
            aria-label={t("recipient.for")}
            value={purpose}
            options={viewPurposes.map((value) => ({ value, label: t(`purpose.${value}`) }))}
            onChange={setPurpose}
          />
          <Button
            size="small"
            icon={<Icon name="eye" size={14} />}
            loading={reveal.isPending}
            data-act="reveal"
            onClick={() => reveal.mutate()}
          >
            {t("recipient.show")}
          </Button>
        </div>
      )}
      {reveal.isError && <p className="red sm">{sayFailure(t, failureOf(reveal.error))}</p>}
    </section>
  );
}

function Masked({ pkg }: { pkg: PackageDetail }) {
  const t = useText();
  const { recipientView: masked, recipientState } = pkg;
  if (recipientState !== "stored") return <p className="t2">{t(`recipient.state.${recipientState}`)}</p>;
  const place = [masked.city, masked.region, masked.postcode].filter((part) => part !== null && part !== "").join(", ");
  return (
    <div data-recipient="masked">
      <div className="fx4">
        <Where country={masked.country} />
        <b>{masked.name}</b>
        <span className="t2">{masked.phone}</span>
      </div>
      <div className="t2">{[masked.address, place].filter((part) => part !== null && part !== "").join(", ")}</div>
    </div>
  );
}

function Where({ country }: { country: string | null }) {
  const { language } = useLanguage();
  if (country === null) return null;
  return (
    <span title={countryName(language, country)}>
      <Flag country={country} />
    </span>
  );
}

function ClearText({ clear, onOver }: { clear: Clear; onOver(): void }) {
  const t = useText();
  const left = useCountdown(clear.showForMs, onOver);
  const { addressLines, district, city, region, postcode } = clear;
  const place = [district, city, region, postcode].filter((part) => part !== null && part !== "").join(", ");
  const whole = [clear.name, clear.phone, ...addressLines, place, clear.country].filter((part) => part !== null && part !== "").join("\n");
  return (
    <div className="clear-text" data-recipient="clear">
      <div className="fx4">
        <Where country={clear.country} />
        <b className="el" title={clear.name}>
          {clear.name}
        </b>
        <CopyButton text={whole} what={t("recipient.title")} />
        <span className="grow" />
        <span className="amber sm nw" role="timer">
          {t("recipient.left", { n: left })}
        </span>
        <button type="button" className="link sm nw" onClick={onOver}>
          {t("recipient.hideNow")}
        </button>
      </div>
      {clear.phone !== null && <div>{clear.phone}</div>}
      {addressLines.map((line) => (
        <div key={line}>{line}</div>
      ))}
      <div>{place}</div>
      {clear.email !== null && <div className="t2">{clear.email}</div>}
      {clear.taxNumber !== null && <div className="t2">{t("recipient.taxNumber", { number: clear.taxNumber })}</div>}
    </div>
  );
}

/** Whole seconds left; calls `onOver` at the end, also when the window slept meanwhile. */
function useCountdown(forMs: number, onOver: () => void): number {
  const clock = useClock();
  const [until] = useState(() => clock.now() + forMs);
  const [now, setNow] = useState(() => clock.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(clock.now()), 500);
    return () => clearInterval(timer);
  }, [clock]);
  const isOver = now >= until;
  useEffect(() => {
    if (isOver) onOver();
  }, [isOver, onOver]);
  return Math.max(0, Math.ceil((until - now) / 1000));
}
