import { Button, Input, InputNumber, Select } from "antd";
import { useState } from "react";
import type { GoodsLabel, Shelf } from "../../../contract/stock.ts";
import type { NewDocument } from "../../../contract/stock-documents.ts";
import { documentReasons } from "../../../kernel/vocabulary/stock.ts";
import { failureOf } from "../../api/call-failure.ts";
import { useCreateDocument } from "../../api/stock-queries.ts";
import { useText } from "../../text/use-text.tsx";
import { formatCount } from "../../ui/count.tsx";
import { Icon } from "../../ui/icon.tsx";
import { RefusalNote } from "./refused-lines.tsx";
import { formatDelta } from "./stock-words.ts";

const [usual] = documentReasons.adjustment;

/** 调整 of one SKU in one warehouse, with the figure that it will leave; afterwards it can be taken back. */
export function AdjustPanel({ sku, shelf, onClose }: { sku: GoodsLabel; shelf: Shelf; onClose(): void }) {
  const t = useText();
  const [units, setUnits] = useState<number | null>(null);
  const [reason, setReason] = useState<(typeof documentReasons.adjustment)[number]>(usual);
  const [note, setNote] = useState("");
  const [done, setDone] = useState<{ units: number; number: string; isUndo: boolean }>();
  const create = useCreateDocument();
  const send = (change: number, why: typeof reason, isUndo: boolean) => {
    const body: NewDocument = {
      kind: "adjustment",
      reason: why,
      warehouseId: shelf.warehouse.id,
      note,
      lines: [{ code: sku.code, units: change }],
    };
    create.mutate(body, { onSuccess: ({ number }) => setDone({ units: change, number, isUndo }) });
  };
  const isReady = units !== null && units !== 0;
  if (done !== undefined) {
    return (
      <p className="adjust-strip" role="status">
        <Icon name="check" size={14} />
        {done.isUndo
          ? t("adjust.undone", { number: done.number })
          : t("adjust.done", { units: formatDelta(done.units), number: done.number })}
        <span className="grow" />
        {!done.isUndo && (
          <Button
            size="small"
            icon={<Icon name="undo" size={14} />}
            loading={create.isPending}
            onClick={() => send(-done.units, "entry_error", true)}
          >
            {t("adjust.undo")}
          </Button>
        )}
        {create.isError && <RefusalNote failure={failureOf(create.error)} />}
      </p>
    );
  }
  return (
    <form
      className="adjust-panel"
      aria-label={t("adjust.title")}
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady && !create.isPending) send(units, reason, false);
      }}
    >
      <span className="fx">
        <b className="nw">{shelf.warehouse.name}</b>
        <InputNumber
          autoFocus
          precision={0}
          aria-label={t("adjust.units")}
          placeholder={t("adjust.units")}
          value={units}
          onChange={setUnits}
        />
        <Select
          aria-label={t("adjust.reason")}
          value={reason}
          style={{ width: 120 }}
          options={documentReasons.adjustment.map((value) => ({ value, label: t(`documentReason.${value}`) }))}
          onChange={setReason}
        />
        <Input
          className="grow"
          maxLength={500}
          placeholder={t("adjust.note")}
          value={note}
          onChange={(event) => setNote(event.target.value)}
        />
        <span className="t2 nw adjust-result">
          {t("adjust.result", { before: formatCount(shelf.onHand), after: formatDelta(shelf.onHand + (units ?? 0)).replace("+", "") })}
        </span>
        <Button htmlType="submit" type="primary" disabled={!isReady} loading={create.isPending}>
          {t("adjust.send")}
        </Button>
        <Button onClick={onClose}>{t("adjust.cancel")}</Button>
      </span>
      {create.isError && <RefusalNote failure={failureOf(create.error)} />}
    </form>
  );
}
