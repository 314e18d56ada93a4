import { Button, Drawer } from "antd";
import { useState } from "react";
import type { ShopAllocation } from "../../../contract/stock-rules.ts";
import { useAllocateShop } from "../../api/allocation-queries.ts";
import { failureOf, sayFailure } from "../../api/call-failure.ts";
import { useText } from "../../text/use-text.tsx";
import { formatCount } from "../../ui/count.tsx";
import { RuleField } from "../../ui/rule-field.tsx";
import { readRule } from "../../ui/rule-words.ts";
import { PlatformBadge } from "../../ui/small-parts.tsx";
import { SourceField } from "./source-field.tsx";

/** One shop: its warehouses in order, its rule, and what that means before it is saved. */
export function AllocationDrawer({
  allocation,
  warehouses,
  mayWrite,
  onSaved,
  onClose,
}: {
  allocation: ShopAllocation;
  warehouses: readonly { id: string; name: string }[];
  mayWrite: boolean;
  onSaved(listings: number): void;
  onClose(): void;
}) {
  const t = useText();
  const { shop } = allocation;
  const [sources, setSources] = useState<readonly string[]>(allocation.sources);
  const [draft, setDraft] = useState(allocation.rule);
  const save = useAllocateShop();
  const rule = readRule(draft);
  const isSame =
    sources.join() === allocation.sources.join() && rule?.kind === allocation.rule.kind && rule.value === allocation.rule.value;
  const send = () => {
    if (rule === undefined) return;
    save.mutate({ shopId: shop.id, sources: [...sources], rule }, { onSuccess: ({ listings }) => onSaved(listings) });
  };
  return (
    <Drawer
      open
      size={480}
      onClose={onClose}
      styles={{ body: { padding: 16 } }}
      title={
        <span className="fx">
          <PlatformBadge platform={shop.platform} /> {t("allocation.drawer", { shop: shop.name })}
        </span>
      }
      footer={
        mayWrite ? (
          <div className="fx">
            <Button
              type="primary"
              disabled={rule === undefined || isSame}
              loading={save.isPending}
              data-act="save-allocation"
              onClick={send}
            >
              {t("allocation.save")}
            </Button>
            <span role="status" className="red">
              {save.isError ? sayFailure(t, failureOf(save.error)) : ""}
            </span>
          </div>
        ) : (
          <span className="t3">{t("allocation.readOnly")}</span>
        )
      }
    >
      <div className="allocation-form">
        <section aria-label={t("allocation.sources")}>
          <h3>{t("allocation.sources")}</h3>
          <p className="t3 sm">{t("allocation.sourcesHint")}</p>
          <SourceField sources={sources} warehouses={warehouses} disabled={!mayWrite} onChange={setSources} />
        </section>
        <section aria-label={t("allocation.rule")}>
          <h3>{t("allocation.rule")}</h3>
          <RuleField draft={draft} disabled={!mayWrite} onChange={setDraft} />
          {allocation.ownRules > 0 && <p className="t2 sm">{t("allocation.keepsOwn", { n: formatCount(allocation.ownRules) })}</p>}
        </section>
      </div>
    </Drawer>
  );
}
