import { Button, Modal, Segmented, Upload } from "antd";
import { useState } from "react";
import {
  type ImportKindName,
  type ImportLanguage,
  type ImportMode,
  importModes,
  maxImportBytes,
} from "../../../kernel/vocabulary/imports.ts";
import { type CallFailure, failureOf, sayFailure } from "../../api/call-failure.ts";
import { templateUrl, usePreviewImport, useRunImport } from "../../api/imports.ts";
import { useLanguage, useText } from "../../text/use-text.tsx";
import { formatCount } from "../count.tsx";
import { Icon } from "../icon.tsx";
import { ImportPreview, ImportResult } from "./import-report.tsx";
import "./import-dialog.css";

// opening stock has no cell that may stay blank
const modesOf = (kind: ImportKindName): readonly ImportMode[] => (kind === "opening-stock" ? ["add", "overwrite"] : importModes);
const bytesPerMb = 1024 * 1024;

type Chosen = { name: string; bytes: ArrayBuffer };

/** 导入: one of these kinds from a workbook. It is looked at first; what is imported is judged anew. */
export function ImportDialog({ kinds, onClose }: { kinds: readonly [ImportKindName, ...ImportKindName[]]; onClose(): void }) {
  const t = useText();
  const language: ImportLanguage = useLanguage().language === "en" ? "en" : "zh";
  const [kind, setKind] = useState(kinds[0]);
  const [mode, setMode] = useState<ImportMode>("add");
  const [file, setFile] = useState<Chosen>();
  const [wrongFile, setWrongFile] = useState<string>();
  const preview = usePreviewImport();
  const run = useRunImport();
  const look = (next: { kind?: ImportKindName; mode?: ImportMode; file?: Chosen }) => {
    const chosen = next.file ?? file;
    run.reset();
    if (chosen !== undefined) preview.mutate({ kind: next.kind ?? kind, mode: next.mode ?? mode, language, bytes: chosen.bytes });
  };
  const choose = async (picked: File) => {
    if (!/\.xlsx$/i.test(picked.name)) return setWrongFile(t("import.notXlsx"));
    if (picked.size > maxImportBytes) return setWrongFile(t("import.tooBig", { n: (picked.size / bytesPerMb).toFixed(1) }));
    setWrongFile(undefined);
    const chosen = { name: picked.name, bytes: await picked.arrayBuffer() };
    setFile(chosen);
    look({ file: chosen });
  };
  const restart = () => {
    setFile(undefined);
    preview.reset();
    run.reset();
  };
  const good = preview.data === undefined ? 0 : preview.data.added + preview.data.changed;
  const isDone = run.isSuccess;
  return (
    <Modal
      open
      width={760}
      title={t("import.title", { kind: t(`importKind.${kind}`) })}
      onCancel={run.isPending ? undefined : onClose}
      mask={{ closable: false }}
      footer={
        <div className="fx">
          {run.isPending && <span className="t2">{t("import.running")}</span>}
          <span className="grow" />
          <Button onClick={isDone ? restart : onClose} disabled={run.isPending}>
            {isDone ? t("import.again") : t("import.cancel")}
          </Button>
          {isDone ? (
            <Button type="primary" data-act="close-import" onClick={onClose}>
              {t("import.close")}
            </Button>
          ) : (
            <Button
              type="primary"
              data-act="run-import"
              disabled={file === undefined || preview.isPending || good === 0}
              loading={run.isPending}
              onClick={() => file !== undefined && run.mutate({ kind, mode, language, bytes: file.bytes })}
            >
              {!preview.isSuccess ? t("import.open") : good === 0 ? t("import.nothing") : t("import.confirm", { n: formatCount(good) })}
            </Button>
          )}
        </div>
      }
    >
      {isDone ? (
        <ImportResult kind={kind} reply={run.data} />
      ) : (
        <div className="import-form">
          <Choices
            kinds={kinds}
            kind={kind}
            mode={mode}
            language={language}
            isBusy={run.isPending}
            onKind={(next) => {
              const fits = modesOf(next).includes(mode) ? mode : "add";
              setKind(next);
              setMode(fits);
              look({ kind: next, mode: fits });
            }}
            onMode={(next) => {
              setMode(next);
              look({ mode: next });
            }}
          />
          <FileField file={file} problem={wrongFile} isBusy={run.isPending} onChoose={(picked) => void choose(picked)} />
          {preview.isPending && <p role="status">{t("import.reading")}…</p>}
          {preview.isError && <Failure failure={failureOf(preview.error)} onRetry={() => look({})} />}
          {preview.isSuccess && !run.isError && <ImportPreview kind={kind} reply={preview.data} />}
          {run.isError && <Failure failure={failureOf(run.error)} onRetry={() => look({})} />}
        </div>
      )}
    </Modal>
  );
}

type ChoicesProps = {
  kinds: readonly ImportKindName[];
  kind: ImportKindName;
  mode: ImportMode;
  language: ImportLanguage;
  isBusy: boolean;
  onKind(kind: ImportKindName): void;
  onMode(mode: ImportMode): void;
};

/** What is imported, its template, and what becomes of what exists. */
function Choices({ kinds, kind, mode, language, isBusy, onKind, onMode }: ChoicesProps) {
  const t = useText();
  const modeHint = kind === "opening-stock" && mode !== "fill" ? t(`import.openingHint.${mode}`) : t(`importModeHint.${mode}`);
  return (
    <>
      <div className="fx import-line">
        {kinds.length > 1 && (
          <Segmented
            aria-label={t("import.kind")}
            value={kind}
            disabled={isBusy}
            options={kinds.map((value) => ({ value, label: t(`importKind.${value}`) }))}
            onChange={onKind}
          />
        )}
        <a href={templateUrl(kind, language)} download data-act="template">
          {t("import.template")}
        </a>
        <span className="t2 sm">{t("import.templateHint")}</span>
      </div>
      <div className="fx import-line">
        <span className="t2">{t("import.mode")}</span>
        <Segmented
          aria-label={t("import.mode")}
          value={mode}
          disabled={isBusy}
          options={modesOf(kind).map((value) => ({ value, label: t(`importMode.${value}`) }))}
          onChange={onMode}
        />
        <span className="t2 sm">{modeHint}</span>
      </div>
    </>
  );
}

type FileFieldProps = { file: Chosen | undefined; problem: string | undefined; isBusy: boolean; onChoose(file: File): void };

function FileField({ file, problem, isBusy, onChoose }: FileFieldProps) {
  const t = useText();
  return (
    <>
      <Upload.Dragger
        accept=".xlsx"
        multiple={false}
        showUploadList={false}
        disabled={isBusy}
        beforeUpload={(picked) => {
          onChoose(picked);
          // we send it ourselves
          return false;
        }}
      >
        <p className="import-drop">
          <Icon name="up" /> {file === undefined ? t("import.drop") : <b>{file.name}</b>}
        </p>
        <p className="t2 sm">{file === undefined ? t("import.dropHint") : t("import.otherFile")}</p>
      </Upload.Dragger>
      {problem !== undefined && (
        <p className="red" role="alert">
          {problem}
        </p>
      )}
    </>
  );
}

/** What stands in the way of the whole file, and what to do about it. */
function Failure({ failure, onRetry }: { failure: CallFailure; onRetry(): void }) {
  const t = useText();
  const said = failure.kind === "too-many-requests" ? t("import.busy") : sayFailure(t, failure);
  const isRefused = failure.kind === "refused";
  return (
    <div role="alert" className="import-failure">
      <p className="red">{isRefused && failure.detail !== null ? t("import.refusedWith", { what: said, detail: failure.detail }) : said}</p>
      {isRefused && <p className="t2 sm">{t(`cure.${failure.code}`)}</p>}
      {!isRefused && (
        <Button size="small" onClick={onRetry}>
          {t("import.retry")}
        </Button>
      )}
    </div>
  );
}
