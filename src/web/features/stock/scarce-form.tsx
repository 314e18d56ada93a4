import { useQuery } from "@tanstack/react-query";
import { Button, InputNumber, Select } from "antd";
import { useState } from "react";
import type { z } from "zod";
import type { listSkuListingsRoute } from "../../../contract/stock-rules.ts";
import { type Scarcity, usePreferShop } from "../../api/allocation-queries.ts";
import { failureOf, sayFailure } from "../../api/call-failure.ts";
import { shopsQuery } from "../../api/queries.ts";
import { useText } from "../../text/use-text.tsx";
import { formatCount } from "../../ui/count.tsx";
import { PlatformBadge } from "../../ui/small-parts.tsx";

const maxBelow = 1_000_000;

/** 即将售罄, as a sentence to fill in: below so many units only one shop goes on selling. */
export function ScarceForm({
  skuId,
  scarce,
  mayWrite,
}: {
  skuId: string;
  scarce: z.output<typeof listSkuListingsRoute.reply>["scarce"];
  mayWrite: boolean;
}) {
  const t = useText();
  const { data } = useQuery(shopsQuery);
  const [below, setBelow] = useState<number | null>(scarce?.below ?? null);
  const [shopId, setShopId] = useState(scarce?.shop?.id);
  const save = usePreferShop(skuId);
  const wish: Scarcity | undefined = below === null || shopId === undefined ? undefined : { below, shopId };
  const isSame = wish?.below === scarce?.below && wish?.shopId === scarce?.shop?.id;
  const remove = () => {
    setBelow(null);
    setShopId(undefined);
    save.mutate(null);
  };
  return (
    <form
      className="scarce-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (wish !== undefined && !isSame) save.mutate(wish);
      }}
    >
      <div className="fx">
        <b className="b5 nw">{t("scarce.title")}</b>
        <span className="nw">{t("scarce.lead")}</span>
        <InputNumber<number>
          min={1}
          max={maxBelow}
          precision={0}
          disabled={!mayWrite}
          aria-label={t("scarce.below")}
          value={below}
          onChange={setBelow}
        />
        <span className="nw">{t("scarce.then")}</span>
        <Select<string>
          aria-label={t("scarce.shop")}
          placeholder={t("scarce.shop")}
          disabled={!mayWrite}
          value={shopId ?? null}
          popupMatchSelectWidth={false}
          options={(data?.shops ?? []).map(({ id, name, platform }) => ({ value: id, label: name, platform }))}
          optionRender={({ data: one }) => (
            <span className="fx">
              <PlatformBadge platform={one.platform} /> {one.label}
            </span>
          )}
          onChange={setShopId}
        />
        <span className="nw">{t("scarce.only")}</span>
        <span className="grow" />
        {mayWrite && scarce !== null && (
          <Button loading={save.isPending} data-act="scarce-remove" onClick={remove}>
            {t("scarce.remove")}
          </Button>
        )}
        {mayWrite && (
          <Button htmlType="submit" disabled={wish === undefined || isSame} loading={save.isPending} data-act="scarce-save">
            {t("scarce.save")}
          </Button>
        )}
      </div>
      <p className={save.isError ? "red sm" : "t3 sm"} role="status">
        {sayState()}
      </p>
    </form>
  );

  function sayState(): string {
    if (save.isError) return sayFailure(t, failureOf(save.error));
    if (save.isSuccess && isSame) return scarce === null ? t("scarce.removed") : t("scarce.saved");
    if (scarce !== null && scarce.shop === null) return t("scarce.hidden", { below: formatCount(scarce.below) });
    return t("scarce.hint");
  }
}
