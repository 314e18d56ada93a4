import { Button } from "antd";
import type { ReactNode } from "react";
import type { ImportReply } from "../../../contract/imports.ts";
import type { ImportKindName } from "../../../kernel/vocabulary/imports.ts";
import { saveWorkbook } from "../../api/imports.ts";
import { useText } from "../../text/use-text.tsx";
import { formatCount } from "../count.tsx";

/** What an import would do: how many rows change what, and the first of those that are wrong. */
export function ImportPreview({ kind, reply }: { kind: ImportKindName; reply: ImportReply }) {
  const t = useText();
  return (
    <section className="import-report" role="status" data-rows={reply.rows} data-failed={reply.failed}>
      <p className="import-figures">
        <b>{t("import.rows", { n: formatCount(reply.rows) })}</b>
        <Figures reply={reply} />
        <span className={reply.failed > 0 ? "red b" : "t3"}>{t("import.bad", { n: formatCount(reply.failed) })}</span>
      </p>
      {reply.unknownHeadings.length > 0 && <p className="amber sm">{t("import.unknown", { names: reply.unknownHeadings.join("、") })}</p>}
      {reply.failed > 0 && (
        <Failures reply={reply} hint={t("import.badHint")}>
          <DownloadFailed kind={kind} reply={reply} label={t("import.downloadBad")} />
        </Failures>
      )}
    </section>
  );
}

/** What an import has done. */
export function ImportResult({ kind, reply }: { kind: ImportKindName; reply: ImportReply }) {
  const t = useText();
  return (
    <section className="import-report" role="status" data-rows={reply.rows} data-failed={reply.failed}>
      <p className="import-figures">
        <b>{t("import.done")}</b>
        <span className="green b">{t("result.ok", { n: formatCount(reply.rows - reply.failed) })}</span>
        <span className={reply.failed > 0 ? "red b" : "t3"}>{t("result.failed", { n: formatCount(reply.failed) })}</span>
        <Figures reply={reply} />
      </p>
      {reply.failed > 0 && (
        <Failures reply={reply} hint={t("import.doneHint")}>
          <DownloadFailed kind={kind} reply={reply} label={t("import.downloadFailed")} />
        </Failures>
      )}
    </section>
  );
}

function Figures({ reply }: { reply: ImportReply }) {
  const t = useText();
  return (
    <>
      <span>{t("import.added", { n: formatCount(reply.added) })}</span>
      <span>{t("import.changed", { n: formatCount(reply.changed) })}</span>
      <span className="t2">{t("import.same", { n: formatCount(reply.same) })}</span>
    </>
  );
}

function DownloadFailed({ kind, reply, label }: { kind: ImportKindName; reply: ImportReply; label: string }) {
  const t = useText();
  const { failedFile } = reply;
  if (failedFile === null) return null;
  const name = `${t(`importKind.${kind}`)}-${t("import.failedName")}`;
  return (
    <Button size="small" data-act="download-failed" onClick={() => saveWorkbook(name, failedFile)}>
      {label}
    </Button>
  );
}

function Failures({ reply, hint, children }: { reply: ImportReply; hint: string; children: ReactNode }) {
  const t = useText();
  return (
    <>
      <div className="import-failures">
        <table className="plain-table">
          <thead>
            <tr>
              <th scope="col">{t("import.line")}</th>
              <th scope="col">{t("import.what")}</th>
              <th scope="col">{t("import.reason")}</th>
            </tr>
          </thead>
          <tbody>
            {reply.failures.map((failure) => (
              <tr key={failure.line}>
                <td>{failure.line}</td>
                <td>{failure.cells.filter((cell) => cell !== "").join(" · ")}</td>
                <td className="red">{failure.reason}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="fx import-foot">
        {children}
        <span className="t2 sm">{hint}</span>
        {reply.failed > reply.failures.length && <span className="t3 sm">{t("import.firstBad", { n: reply.failures.length })}</span>}
      </p>
    </>
  );
}
