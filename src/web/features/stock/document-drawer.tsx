import { useQuery } from "@tanstack/react-query";
import { Button, Drawer } from "antd";
import { useState } from "react";
import type { StockDocument } from "../../../contract/stock-documents.ts";
import { parseInstant } from "../../../kernel/instant.ts";
import { failureOf } from "../../api/call-failure.ts";
import { useMay } from "../../api/session.tsx";
import { type DocumentAct, documentQuery, useDocumentAct } from "../../api/stock-queries.ts";
import type { Translate } from "../../text/text.ts";
import { useText } from "../../text/use-text.tsx";
import { useNow } from "../../ui/clock.tsx";
import { BrokenNote } from "../../ui/page-parts.tsx";
import { CopyButton, Dot } from "../../ui/small-parts.tsx";
import { formatDayTime } from "../../ui/time.ts";
import { DocumentLines, type Entries } from "./document-lines.tsx";
import { DocumentResult, stateTones } from "./document-table.tsx";
import { RefusalNote } from "./refused-lines.tsx";
import { sayMaker, sayReason } from "./stock-words.ts";

/** One document: what it says, its lines, and the steps that it waits for. */
export function DocumentDrawer({ documentId, onClose }: { documentId: string; onClose(): void }) {
  const t = useText();
  const reading = useQuery(documentQuery(documentId));
  const { data } = reading;
  return (
    <Drawer
      open
      size={880}
      onClose={onClose}
      keyboard={false}
      mask={{ enabled: false }}
      rootClassName="takes-keys"
      title={
        data === undefined ? (
          ""
        ) : (
          <span className="fx4">
            {t("document.title", { kind: t(`documentKind.${data.kind}`), number: data.number })}
            <CopyButton text={data.number} what={t("document.number")} />
          </span>
        )
      }
      styles={{ body: { padding: 0 } }}
    >
      <BrokenNote reading={reading} />
      {data !== undefined && <Body key={data.state} document={data} />}
    </Drawer>
  );
}

function Body({ document }: { document: StockDocument }) {
  const t = useText();
  const may = useMay();
  const [entries, setEntries] = useState<Entries>(new Map());
  const act = useDocumentAct(document.id);
  const refused = act.isError ? failureOf(act.error) : undefined;
  const isEntered = document.kind === "count" && document.state === "draft" && may("stock:write");
  const isReceived = document.state === "in_transit" && may("stock:write");
  const typed = [...entries].map(([code, counted]) => ({ code, counted }));
  const send = (step: DocumentAct) =>
    act.mutate(step, {
      onSuccess: () => {
        if (step.act === "enter") setEntries(new Map());
      },
    });
  return (
    <div className="document-body" data-state={document.state}>
      <Facts document={document} />
      <div className="document-acts">
        <span className="t2">{sayHint(t, document)}</span>
        <span className="grow" />
        {isEntered && typed.length > 0 ? (
          <Button type="primary" loading={act.isPending} data-act="enter" onClick={() => send({ act: "enter", lines: typed })}>
            {t("documentAct.enter", { n: typed.length })}
          </Button>
        ) : (
          <Steps
            document={document}
            isBusy={act.isPending}
            onStep={(step) =>
              send(
                step === "receive"
                  ? { act: step, counted: typed.flatMap(({ code, counted }) => (counted === null ? [] : [{ code, counted }])) }
                  : { act: step },
              )
            }
          />
        )}
      </div>
      {refused !== undefined && <RefusalNote failure={refused} />}
      <DocumentLines
        document={document}
        entries={isEntered || isReceived ? entries : undefined}
        onEntries={setEntries}
        refused={refused?.kind === "refused" ? (refused.lines ?? []) : []}
      />
    </div>
  );
}

function Facts({ document }: { document: StockDocument }) {
  const t = useText();
  const now = useNow(60_000);
  const when = (at: string) => formatDayTime(parseInstant(at) ?? now, now);
  return (
    <div className="document-facts">
      <span className="fx4">
        <Dot tone={stateTones[document.state]} /> <b className="b5">{t(`documentState.${document.state}`)}</b>
      </span>
      <span>
        {document.toWarehouse === null
          ? document.warehouse.name
          : t("document.fromTo", { from: document.warehouse.name, to: document.toWarehouse.name })}
      </span>
      <span>{sayReason(t, document.reason)}</span>
      <span>
        {t("document.created")} {t("document.by", { time: when(document.createdAt), name: sayMaker(t, document.createdBy) })}
      </span>
      {document.doneAt !== null && (
        <span>
          {document.state === "cancelled" ? t("documentState.cancelled") : t("document.done")}{" "}
          {t("document.by", { time: when(document.doneAt), name: sayMaker(t, document.doneBy ?? "") })}
        </span>
      )}
      <DocumentResult row={document} />
      {document.note !== "" && <span>{document.note}</span>}
    </div>
  );
}

function sayHint(t: Translate, document: StockDocument): string {
  if (document.state === "submitted") return t("documentHint.submitted", { n: document.lines - document.counted });
  if (document.state === "in_transit") return t("documentHint.in_transit");
  if (document.state === "to_put_back") return t("documentHint.to_put_back");
  if (document.state !== "draft") return "";
  return document.kind === "count" ? t("documentHint.draft.count") : t("documentHint.draft.transfer");
}

type Step = "dispatch" | "receive" | "submit" | "approve" | "reject" | "put_back" | "cancel";

/** The steps that the document is open for and the person may take; the last one leads on. */
function stepsOf({ kind, state }: StockDocument): { step: Step; permission: "stock:write" | "stock:approve" }[] {
  if (state === "submitted") {
    return [
      { step: "reject", permission: "stock:approve" },
      { step: "approve", permission: "stock:approve" },
    ];
  }
  if (state === "to_put_back") return [{ step: "put_back", permission: "stock:write" }];
  if (state === "in_transit") return [{ step: "receive", permission: "stock:write" }];
  if (state !== "draft") return [];
  return [
    { step: "cancel", permission: "stock:write" },
    { step: kind === "count" ? "submit" : "dispatch", permission: "stock:write" },
  ];
}

function Steps({ document, isBusy, onStep }: { document: StockDocument; isBusy: boolean; onStep(step: Step): void }) {
  const t = useText();
  const may = useMay();
  const steps = stepsOf(document).filter(({ permission }) => may(permission));
  return steps.map(({ step }, index) => (
    <Button
      key={step}
      type={index === steps.length - 1 && step !== "cancel" ? "primary" : "default"}
      disabled={isBusy || (step === "submit" && document.counted === 0)}
      data-act={step}
      onClick={() => onStep(step)}
    >
      {t(`documentAct.${step}`)}
    </Button>
  ));
}
