import { Button, Input, Segmented } from "antd";
import { createContext, type ReactNode, useContext, useId, useState } from "react";
import type { SkuDetail } from "../../../../contract/catalog.ts";
import { type SkuKind, skuKinds, skuStatuses } from "../../../../kernel/vocabulary/stock.ts";
import { failureOf } from "../../../api/call-failure.ts";
import { useSaveSku } from "../../../api/catalog-queries.ts";
import { useMay } from "../../../api/session.tsx";
import { useText } from "../../../text/use-text.tsx";
import { CheckBox } from "../../../ui/small-parts.tsx";
import { goodsFlags, sayRefusal } from "../catalog-words.ts";
import { BundleEditor } from "./bundle-editor.tsx";
import { MoneyInput } from "./money-input.tsx";
import { PictureField } from "./picture-field.tsx";
import { type DraftField, type DraftIssue, draftOf, emptyDraft, readDraft, type SkuDraft } from "./sku-draft.ts";
import { Section } from "./sku-facts.tsx";

type FormState = { draft: SkuDraft; issues: ReadonlyMap<DraftField, DraftIssue>; set(changes: Partial<SkuDraft>): void };
const FormContext = createContext<FormState>({ draft: emptyDraft("single"), issues: new Map(), set: () => undefined });

const noIssues: ReadonlyMap<DraftField, DraftIssue> = new Map();

type SkuFormProps = { sku: SkuDetail | undefined; kind: SkuKind; onSaved(id: string): void; onCancel(): void };

/** Everything of a SKU in one form. What is wrong is said at its field once somebody has tried to save. */
export function SkuForm({ sku, kind, onSaved, onCancel }: SkuFormProps) {
  const t = useText();
  const may = useMay();
  const [draft, setDraft] = useState(() => (sku === undefined ? emptyDraft(kind) : draftOf(sku)));
  // read when the form was opened: a newer one that comes in meanwhile must not pass for what was edited
  const [known] = useState(() => (sku === undefined ? undefined : { id: sku.id, updatedAt: sku.updatedAt }));
  const [hasTried, setTried] = useState(false);
  const save = useSaveSku();
  const { input, issues } = readDraft(draft, may("amounts:read"));
  const submit = () => {
    setTried(true);
    if (issues.size === 0) save.mutate({ sku: input, known }, { onSuccess: ({ id }) => onSaved(id) });
  };
  const state = { draft, issues: hasTried ? issues : noIssues, set: (changes: Partial<SkuDraft>) => setDraft({ ...draft, ...changes }) };
  return (
    <FormContext value={state}>
      <form
        className="sku-form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <div className="sku-sections">
          <BasicFields mayReadAmounts={may("amounts:read")} />
          {draft.kind === "bundle" ? <BundleFields ownId={known?.id} /> : <SizeFields />}
          {draft.kind === "single" && <CustomsFields />}
          <BarcodeFields />
        </div>
        <footer className="sku-form-foot">
          <span className="red grow" role="alert">
            {save.isError ? sayRefusal(t, failureOf(save.error)) : hasTried && issues.size > 0 ? t("sku.issues", { n: issues.size }) : ""}
          </span>
          <Button onClick={onCancel}>{t("sku.discard")}</Button>
          <Button type="primary" htmlType="submit" loading={save.isPending} data-act="save-sku">
            {t("sku.save")}
          </Button>
        </footer>
      </form>
    </FormContext>
  );
}

function Field({ field, isWide = false, children }: { field: DraftField; isWide?: boolean; children: ReactNode }) {
  const t = useText();
  const { issues } = useContext(FormContext);
  const issue = issues.get(field);
  return (
    <div className={isWide ? "sku-field wide" : "sku-field"}>
      <span className="t2 sm">{t(`sku.${field}`)}</span>
      {children}
      {issue !== undefined && <span className="red sm">{t(`skuIssue.${issue}`)}</span>}
    </div>
  );
}

type TextField = {
  [F in DraftField]: SkuDraft[F] extends string ? F : never;
}[DraftField];

function TextLine({ field, suffix, isWide = false, max = 200 }: { field: TextField; suffix?: string; isWide?: boolean; max?: number }) {
  const t = useText();
  const id = useId();
  const { draft, issues, set } = useContext(FormContext);
  return (
    <Field field={field} isWide={isWide}>
      <Input
        id={id}
        aria-label={t(`sku.${field}`)}
        data-field={field}
        status={issues.has(field) ? "error" : ""}
        value={draft[field]}
        suffix={suffix}
        maxLength={max}
        onChange={({ target }) => set({ [field]: field === "origin" ? target.value.toUpperCase() : target.value })}
      />
    </Field>
  );
}

function BasicFields({ mayReadAmounts }: { mayReadAmounts: boolean }) {
  const t = useText();
  const { draft, issues, set } = useContext(FormContext);
  return (
    <Section title={t("sku.sectionBasic")}>
      <div className="sku-fields">
        <TextLine field="code" max={100} />
        <Field field="kind">
          <Segmented
            aria-label={t("sku.kind")}
            value={draft.kind}
            options={skuKinds.map((value) => ({ value, label: t(`skuKind.${value}`) }))}
            onChange={(kind) => set({ kind })}
          />
        </Field>
        <TextLine field="nameZh" isWide />
        <TextLine field="nameEn" isWide max={500} />
        <TextLine field="productCode" max={100} />
        <TextLine field="variant" />
        <Field field="status">
          <Segmented
            aria-label={t("sku.status")}
            value={draft.status}
            options={skuStatuses.map((value) => ({ value, label: t(`skuStatus.${value}`) }))}
            onChange={(status) => set({ status })}
          />
        </Field>
        {mayReadAmounts && (
          <Field field="cost">
            <MoneyInput label={t("sku.cost")} value={draft.cost} isWrong={issues.has("cost")} onChange={(cost) => set({ cost })} />
          </Field>
        )}
        <Field field="pictureUrl" isWide>
          <PictureField value={draft.pictureUrl} isWrong={issues.has("pictureUrl")} onChange={(pictureUrl) => set({ pictureUrl })} />
        </Field>
      </div>
    </Section>
  );
}

function SizeFields() {
  const t = useText();
  const { draft, set } = useContext(FormContext);
  return (
    <Section title={t("sku.sectionSize")}>
      <div className="sku-fields four">
        <TextLine field="weightG" suffix="g" max={7} />
        <TextLine field="lengthCm" suffix="cm" max={6} />
        <TextLine field="widthCm" suffix="cm" max={6} />
        <TextLine field="heightCm" suffix="cm" max={6} />
      </div>
      <div className="fx sku-ticks">
        {goodsFlags.map((flag) => (
          // biome-ignore lint/a11y/noLabelWithoutControl: the box is the control
          <label key={flag} className="fx4">
            <CheckBox checked={draft[flag]} label={t(`sku.${flag}`)} onChange={(checked) => set({ [flag]: checked })} />
            {t(`sku.${flag}`)}
          </label>
        ))}
      </div>
    </Section>
  );
}

function CustomsFields() {
  const t = useText();
  const { draft, issues, set } = useContext(FormContext);
  return (
    <Section title={t("sku.sectionCustoms")} hint={t("sku.customsHint")}>
      <div className="sku-fields">
        <TextLine field="customsNameZh" max={100} />
        <TextLine field="customsNameEn" />
        <Field field="declared">
          <MoneyInput
            label={t("sku.declared")}
            value={draft.declared}
            isWrong={issues.has("declared")}
            onChange={(declared) => set({ declared })}
          />
        </Field>
        <TextLine field="hsCode" max={20} />
        <TextLine field="origin" max={2} />
      </div>
    </Section>
  );
}

function BundleFields({ ownId }: { ownId: string | undefined }) {
  const t = useText();
  const { draft, issues, set } = useContext(FormContext);
  const issue = issues.get("components");
  return (
    <Section title={t("sku.sectionBundle")} hint={t("sku.bundleHint")}>
      <BundleEditor ownId={ownId} parts={draft.components} onChange={(components) => set({ components })} />
      {issue !== undefined && <p className="red sm">{t(`skuIssue.${issue}`)}</p>}
    </Section>
  );
}

function BarcodeFields() {
  const t = useText();
  const { draft, set } = useContext(FormContext);
  return (
    <Section title={t("sku.sectionBarcodes")} hint={t("sku.barcodesHint")}>
      <Input.TextArea
        aria-label={t("sku.sectionBarcodes")}
        className="mono"
        autoSize={{ minRows: 2, maxRows: 8 }}
        value={draft.barcodes}
        onChange={({ target }) => set({ barcodes: target.value })}
      />
    </Section>
  );
}
