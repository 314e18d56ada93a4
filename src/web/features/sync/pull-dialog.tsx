import { Input, Modal, Select } from "antd";
import { useId, useState } from "react";
import type { ShopSync } from "../../../contract/sync.ts";
import { failureOf } from "../../api/call-failure.ts";
import { useRequestSync } from "../../api/sync-queries.ts";
import { useText } from "../../text/use-text.tsx";
import { PlatformBadge } from "../../ui/small-parts.tsx";
import { splitNumbers } from "./order-numbers.ts";
import { sayRefusal } from "./refusal-words.ts";

const maxNumbers = 500;

/** 按订单号补拉: pasted platform numbers of one shop. `onSent` opens the progress. */
export function PullDialog({
  shops,
  shopId,
  pasted,
  onSent,
  onClose,
}: {
  shops: readonly ShopSync[];
  shopId: string;
  pasted: string;
  onSent(requestId: string): void;
  onClose(): void;
}) {
  const t = useText();
  const ids = { shop: useId(), numbers: useId(), hint: useId() };
  const [chosen, setChosen] = useState(shopId);
  const [text, setText] = useState(pasted);
  const request = useRequestSync();
  const { numbers, duplicates } = splitNumbers(text);
  const isTooMany = numbers.length > maxNumbers;
  const send = () => request.mutate({ kind: "pull_orders", shopId: chosen, numbers }, { onSuccess: ({ id }) => onSent(id) });
  return (
    <Modal
      open
      width={480}
      title={t("request.pullOrders")}
      okText={t("request.submit", { n: numbers.length })}
      okButtonProps={{ disabled: numbers.length === 0 || isTooMany }}
      confirmLoading={request.isPending}
      cancelText={t("act.notNow")}
      onOk={send}
      onCancel={onClose}
    >
      <div className="pull-form">
        <label htmlFor={ids.shop}>{t("request.shop")}</label>
        <Select
          id={ids.shop}
          value={chosen}
          onChange={setChosen}
          options={shops.map((shop) => ({ value: shop.id, label: shop.name, platform: shop.platform }))}
          optionRender={({ data }) => (
            <span className="fx">
              <PlatformBadge platform={data.platform} /> {data.label}
            </span>
          )}
        />
        <label htmlFor={ids.numbers}>{t("request.numbers")}</label>
        <Input.TextArea
          id={ids.numbers}
          aria-describedby={ids.hint}
          autoFocus
          rows={9}
          className="mono"
          placeholder={t("request.numbersPlaceholder")}
          value={text}
          status={isTooMany || request.isError ? "error" : ""}
          onChange={(event) => setText(event.target.value)}
        />
        <p id={ids.hint} className="fx sm t3">
          <span className="grow">{duplicates > 0 ? t("request.duplicates", { n: duplicates }) : t("request.numbersHint")}</span>
          <span className={isTooMany ? "red b5" : ""}>{t("request.counter", { n: numbers.length })}</span>
        </p>
        {request.isError && (
          <p className="red" role="alert">
            {sayRefusal(t, failureOf(request.error))}
          </p>
        )}
      </div>
    </Modal>
  );
}
