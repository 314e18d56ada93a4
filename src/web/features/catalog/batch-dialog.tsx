import { Input, Modal, Segmented } from "antd";
import { type ReactNode, useState } from "react";
import type { z } from "zod";
import type { editSkusRoute, SkuChange } from "../../../contract/catalog.ts";
import { skuStatuses } from "../../../kernel/vocabulary/stock.ts";
import { failureOf } from "../../api/call-failure.ts";
import { useEditSkus } from "../../api/catalog-queries.ts";
import { useText } from "../../text/use-text.tsx";
import { formatCount } from "../../ui/count.tsx";
import { CheckBox } from "../../ui/small-parts.tsx";
import { goodsFlags, sayRefusal } from "./catalog-words.ts";
import { MoneyInput } from "./drawer/money-input.tsx";
import { readMoney, readWhole } from "./drawer/sku-draft.ts";

export type BatchOutcome = z.output<typeof editSkusRoute.reply>["results"];

const fields = ["status", "weightG", "customsNameZh", "customsNameEn", "hsCode", "declared", ...goodsFlags, "origin"] as const;
type Field = (typeof fields)[number];

const start = {
  status: "active",
  weightG: "",
  customsNameZh: "",
  customsNameEn: "",
  hsCode: "",
  declared: { text: "", currency: "USD" },
  hasBattery: false,
  hasLiquid: false,
  hasMagnet: false,
  origin: "CN",
} as const;
type Values = Omit<
  {
    [F in Field]: (typeof start)[F] extends boolean
      ? boolean
      : (typeof start)[F] extends string
        ? string
        : { text: string; currency: string };
  },
  "status"
> & {
  status: (typeof skuStatuses)[number];
};

/** The same facts for all chosen SKUs: only what is ticked is changed. */
export function BatchDialog({ skuIds, onDone, onClose }: { skuIds: string[]; onDone(outcome: BatchOutcome): void; onClose(): void }) {
  const t = useText();
  const [values, setValues] = useState<Values>(start);
  const [ticked, setTicked] = useState<ReadonlySet<Field>>(new Set());
  const edit = useEditSkus();
  const { change, wrong } = readChange(values, ticked);
  const set = (changes: Partial<Values>, field: Field) => {
    setValues({ ...values, ...changes });
    setTicked(new Set([...ticked, field]));
  };
  const tick = (field: Field, isOn: boolean) => setTicked(new Set(isOn ? [...ticked, field] : [...ticked].filter((one) => one !== field)));
  return (
    <Modal
      open
      width={560}
      title={t("sku.batchTitle", { n: formatCount(skuIds.length) })}
      okText={t("sku.batchSave", { n: formatCount(skuIds.length) })}
      okButtonProps={{ disabled: ticked.size === 0 || wrong.size > 0 }}
      confirmLoading={edit.isPending}
      cancelText={t("act.notNow")}
      onOk={() => edit.mutate({ skuIds, change }, { onSuccess: ({ results }) => onDone(results) })}
      onCancel={onClose}
    >
      <p className="t2 sm">{t("sku.batchHint")}</p>
      <div className="sku-batch-form">
        {fields.map((field) => (
          <Line key={field} label={t(`sku.${field}`)} isOn={ticked.has(field)} onTick={(isOn) => tick(field, isOn)}>
            <BatchInput field={field} values={values} isWrong={wrong.has(field)} onChange={(changes) => set(changes, field)} />
          </Line>
        ))}
      </div>
      {edit.isError && (
        <p className="red" role="alert">
          {sayRefusal(t, failureOf(edit.error))}
        </p>
      )}
    </Modal>
  );
}

function Line({ label, isOn, onTick, children }: { label: string; isOn: boolean; onTick(isOn: boolean): void; children: ReactNode }) {
  return (
    <>
      <CheckBox checked={isOn} label={label} onChange={onTick} />
      <span className={isOn ? "b5" : "t2"}>{label}</span>
      <div className={isOn ? "" : "sku-off"}>{children}</div>
    </>
  );
}

type BatchInputProps = { field: Field; values: Values; isWrong: boolean; onChange(changes: Partial<Values>): void };

function BatchInput({ field, values, isWrong, onChange }: BatchInputProps) {
  const t = useText();
  const status = isWrong ? "error" : "";
  const label = t(`sku.${field}`);
  switch (field) {
    case "status":
      return (
        <Segmented
          aria-label={label}
          value={values.status}
          options={skuStatuses.map((value) => ({ value, label: t(`skuStatus.${value}`) }))}
          onChange={(value) => onChange({ status: value })}
        />
      );
    case "declared":
      return <MoneyInput label={label} value={values.declared} isWrong={isWrong} onChange={(declared) => onChange({ declared })} />;
    case "hasBattery":
    case "hasLiquid":
    case "hasMagnet":
      return (
        <Segmented
          aria-label={label}
          value={values[field] ? "yes" : "no"}
          options={[
            { value: "no", label: t("sku.no") },
            { value: "yes", label: t("sku.yes") },
          ]}
          onChange={(value) => onChange({ [field]: value === "yes" })}
        />
      );
    default:
      return (
        <Input
          aria-label={label}
          status={status}
          value={values[field]}
          maxLength={field === "origin" ? 2 : 200}
          suffix={field === "weightG" ? "g" : undefined}
          onChange={({ target }) => onChange({ [field]: field === "origin" ? target.value.toUpperCase() : target.value })}
        />
      );
  }
}

/** The ticked facts as the server takes them, and those that are none. */
function readChange(values: Values, ticked: ReadonlySet<Field>): { change: SkuChange; wrong: ReadonlySet<Field> } {
  const weightG = readWhole(values.weightG);
  const declared = readMoney(values.declared, "0");
  const all: { [F in Field]: NonNullable<SkuChange[F]> | undefined } = {
    status: values.status,
    weightG,
    customsNameZh: values.customsNameZh,
    customsNameEn: values.customsNameEn,
    hsCode: values.hsCode.trim(),
    declared,
    hasBattery: values.hasBattery,
    hasLiquid: values.hasLiquid,
    hasMagnet: values.hasMagnet,
    origin: /^[A-Z]{2}$/.test(values.origin) ? values.origin : undefined,
  };
  const chosen = fields.filter((field) => ticked.has(field));
  return {
    change: Object.fromEntries(chosen.map((field) => [field, all[field]])),
    wrong: new Set(chosen.filter((field) => all[field] === undefined)),
  };
}
