import { useQuery } from "@tanstack/react-query";
import { Button, Input, Modal, Radio, Select } from "antd";
import { useState } from "react";
import type { NewDocument } from "../../../contract/stock-documents.ts";
import { documentReasons, type HandMadeKind } from "../../../kernel/vocabulary/stock.ts";
import { failureOf } from "../../api/call-failure.ts";
import { shopsQuery } from "../../api/queries.ts";
import { useCreateDocument } from "../../api/stock-queries.ts";
import { useText } from "../../text/use-text.tsx";
import { formatCount } from "../../ui/count.tsx";
import { LineEntry } from "./line-entry.tsx";
import { toNewDocument } from "./new-document.ts";
import type { DraftLine } from "./pasted-lines.ts";
import { RefusalNote } from "./refused-lines.tsx";

/** Makes a document of one kind: where, why, and which lines. */
export function MakeDialog({ kind, onMade, onClose }: { kind: HandMadeKind; onMade(id: string): void; onClose(): void }) {
  const t = useText();
  const { data } = useQuery(shopsQuery);
  const warehouses = data?.warehouses ?? [];
  const reasons: readonly NewDocument["reason"][] = documentReasons[kind];
  const [warehouse, setWarehouse] = useState<string>();
  const [target, setTarget] = useState<string>();
  const [reason, setReason] = useState<NewDocument["reason"] | undefined>(reasons[0]);
  const [note, setNote] = useState("");
  const [isAll, setAll] = useState(kind === "count");
  const [lines, setLines] = useState<readonly DraftLine[]>([]);
  const create = useCreateDocument();
  const failure = create.isError ? failureOf(create.error) : undefined;
  const refused = failure?.kind === "refused" ? (failure.lines ?? []) : [];
  const from = warehouse ?? warehouses[0]?.id;
  const others = warehouses.filter((one) => one.id !== from);
  const to = others.find((one) => one.id === target)?.id ?? others[0]?.id;
  const body =
    from === undefined || reason === undefined ? undefined : toNewDocument({ kind, from, to, reason, note, lines: isAll ? "all" : lines });
  const choices = (list: typeof warehouses) => list.map(({ id, name }) => ({ value: id, label: name }));
  const change = (next: readonly DraftLine[]) => {
    create.reset();
    setLines(next);
  };
  const isDraft = kind === "transfer" || kind === "count";
  return (
    <Modal
      open
      width={760}
      title={t("make.title", { kind: t(`documentKind.${kind}`) })}
      onCancel={onClose}
      mask={{ closable: false }}
      footer={
        <div className="fx">
          {!isAll && lines.length > 0 && (
            <span className="t2">
              {t("make.sum", { lines: lines.length, units: formatCount(lines.reduce((sum, line) => sum + Math.abs(line.units ?? 1), 0)) })}
            </span>
          )}
          <span className="grow" />
          <Button onClick={onClose}>{t("make.cancel")}</Button>
          <Button
            type="primary"
            disabled={body === undefined}
            loading={create.isPending}
            data-act="send"
            onClick={() => body !== undefined && create.mutate(body, { onSuccess: ({ id }) => onMade(id) })}
          >
            {isDraft ? t("make.sendDraft") : t("make.send")}
          </Button>
        </div>
      }
    >
      <div className="make-fields">
        <span>
          <span className="t2 sm">{kind === "transfer" ? t("make.from") : t("make.warehouse")}</span>
          <Select
            aria-label={t("make.warehouse")}
            style={{ width: "100%" }}
            value={from}
            options={choices(warehouses)}
            onChange={setWarehouse}
          />
        </span>
        {kind === "transfer" && (
          <span>
            <span className="t2 sm">{t("make.to")}</span>
            <Select aria-label={t("make.to")} style={{ width: "100%" }} value={to} options={choices(others)} onChange={setTarget} />
          </span>
        )}
        <span>
          <span className="t2 sm">{t("make.reason")}</span>
          <Select
            aria-label={t("make.reason")}
            style={{ width: "100%" }}
            value={reason}
            options={reasons.map((value) => ({ value, label: t(`documentReason.${value}`) }))}
            onChange={setReason}
          />
        </span>
        <span>
          <span className="t2 sm">{t("make.note")}</span>
          <Input aria-label={t("make.note")} maxLength={500} value={note} onChange={(event) => setNote(event.target.value)} />
        </span>
      </div>
      <KindHints kind={kind} lacksTarget={to === undefined} isAll={isAll} onAll={setAll} />
      {!isAll && <LineEntry kind={kind} lines={lines} refused={refused} onLines={change} />}
      {failure !== undefined && <RefusalNote failure={failure} isMarked={!isAll} />}
    </Modal>
  );
}

/** What is special about a kind: whither, what to count, and what the signs mean. */
function KindHints({
  kind,
  lacksTarget,
  isAll,
  onAll,
}: {
  kind: HandMadeKind;
  lacksTarget: boolean;
  isAll: boolean;
  onAll(isAll: boolean): void;
}) {
  const t = useText();
  if (kind === "transfer") return lacksTarget ? <p className="amber">{t("make.oneWarehouse")}</p> : null;
  if (kind === "kit") return <p className="t2 sm">{t("make.kitHint")}</p>;
  if (kind === "adjustment") return <p className="t2 sm">{t("make.adjustHint")}</p>;
  if (kind !== "count") return null;
  return (
    <Radio.Group
      aria-label={t("make.scope")}
      value={isAll}
      options={[
        { value: true, label: t("make.scopeAll") },
        { value: false, label: t("make.scopeSome") },
      ]}
      onChange={({ target: { value } }) => onAll(value === true)}
    />
  );
}
