import type { z } from "zod";
import {
  approvePackagesRoute,
  type BatchReply,
  markShippedRoute,
  type printLabelsRoute as PrintLabels,
  printLabelsRoute,
  requestWaybillsRoute,
  retryBackfillRoute,
  unapprovePackagesRoute,
  withdrawWaybillsRoute,
} from "../../../contract/packages.ts";
import type { RefusalCode } from "../../../kernel/vocabulary/refusal.ts";
import { type CallFailure, failureOf, sayFailure } from "../../api/call-failure.ts";
import { callRoute } from "../../api/call-route.ts";
import type { Translate } from "../../text/text.ts";
import { type PackageAct, packageActs, undoActs } from "./acts.ts";

// a slice small enough that the strip moves and a lost line costs little
const sliceSize = 200;

/** Why one package was not done: our refusal, or a call that failed as a whole. */
export type FailureReason =
  | { kind: "refusal"; code: RefusalCode; detail: string | null }
  | { kind: "call"; failure: CallFailure }
  | { kind: "not-run" };

export type Failed = { act: PackageAct; id: string; number: string | null; reason: FailureReason };
export type Done = { act: PackageAct; id: string; number: string };

export type BatchStep = { act: PackageAct; ids: readonly string[]; channelId?: string | undefined };

/** What the strip under the list shows: one press of a button, whatever it did. */
export type BatchRun = {
  /** "next" for 下一步 and "undo" for 撤销, which may hold several acts. */
  title: PackageAct | "next" | "undo";
  steps: readonly BatchStep[];
  total: number;
  running: boolean;
  done: readonly Done[];
  failed: readonly Failed[];
  /** Where the printed labels are; one PDF for each printing. */
  documents: readonly string[];
};

type PrintReply = z.output<typeof PrintLabels.reply>;

async function callAct({ act, ids, channelId }: BatchStep): Promise<PrintReply> {
  const body = { packageIds: [...ids] };
  switch (act) {
    case "print":
      return callRoute(printLabelsRoute, { body });
    case "request_waybill":
      return withoutDocument(await callRoute(requestWaybillsRoute, { body: channelId === undefined ? body : { ...body, channelId } }));
    case "approve":
      return withoutDocument(await callRoute(approvePackagesRoute, { body }));
    case "unapprove":
      return withoutDocument(await callRoute(unapprovePackagesRoute, { body }));
    case "withdraw":
      return withoutDocument(await callRoute(withdrawWaybillsRoute, { body }));
    case "mark_shipped":
      return withoutDocument(await callRoute(markShippedRoute, { body }));
    case "retry_backfill":
      return withoutDocument(await callRoute(retryBackfillRoute, { body }));
  }
}

function withoutDocument(reply: BatchReply): PrintReply {
  return { results: reply.results, documentPath: null };
}

/** Does the steps one after another in slices and tells how far it is. Printing is never sliced: it makes one document. */
export async function runBatch(title: BatchRun["title"], steps: readonly BatchStep[], tell: (run: BatchRun) => void): Promise<BatchRun> {
  const total = steps.reduce((sum, step) => sum + step.ids.length, 0);
  let run: BatchRun = { title, steps, total, running: true, done: [], failed: [], documents: [] };
  tell(run);
  const slices = steps.flatMap(toSlices);
  for (const [index, slice] of slices.entries()) {
    try {
      run = addReply(run, slice.act, await callAct(slice));
    } catch (error) {
      const failed = slice.ids.map((id) => ({
        act: slice.act,
        id,
        number: null,
        reason: { kind: "call", failure: failureOf(error) } as const,
      }));
      const notRun = slices
        .slice(index + 1)
        .flatMap(({ act, ids }) => ids.map((id) => ({ act, id, number: null, reason: { kind: "not-run" } as const })));
      run = { ...run, failed: [...run.failed, ...failed, ...notRun] };
      break;
    }
    tell(run);
  }
  run = { ...run, running: false };
  tell(run);
  return run;
}

function toSlices(step: BatchStep): BatchStep[] {
  if (step.act === "print") return [step];
  const slices: BatchStep[] = [];
  for (let from = 0; from < step.ids.length; from += sliceSize) slices.push({ ...step, ids: step.ids.slice(from, from + sliceSize) });
  return slices;
}

function addReply(run: BatchRun, act: PackageAct, reply: PrintReply): BatchRun {
  const done: Done[] = [];
  const failed: Failed[] = [];
  for (const result of reply.results) {
    if (result.ok) done.push({ act, id: result.packageId, number: result.number });
    else {
      const reason = { kind: "refusal", code: result.code, detail: result.detail } as const;
      failed.push({ act, id: result.packageId, number: result.number, reason });
    }
  }
  return {
    ...run,
    done: [...run.done, ...done],
    failed: [...run.failed, ...failed],
    documents: reply.documentPath === null ? run.documents : [...run.documents, reply.documentPath],
  };
}

export function sayReason(t: Translate, reason: FailureReason): string {
  if (reason.kind === "refusal") return t(`refusal.${reason.code}`);
  return reason.kind === "call" ? sayFailure(t, reason.failure) : t("apiError.notRun");
}

export function sayCure(t: Translate, reason: FailureReason): string {
  if (reason.kind === "refusal") return t(`cure.${reason.code}`);
  if (reason.kind === "not-run" || reason.failure.kind === "unreachable") return t("apiCure.retry");
  if (reason.failure.kind === "refused") return t(`cure.${reason.failure.code}`);
  return reason.failure.kind === "internal" ? t("apiCure.log") : t("apiCure.reload");
}

/** The words that came along from the other side. */
export function detailOf(reason: FailureReason): string {
  if (reason.kind === "refusal") return reason.detail ?? "";
  return reason.kind === "call" && reason.failure.kind === "refused" ? (reason.failure.detail ?? "") : "";
}

/** The failures as rows of a spreadsheet, heading first. */
export function failureTable(t: Translate, failed: readonly Failed[]): string[][] {
  const head = [t("result.number"), t("grid.acts"), t("result.reason"), t("result.cure"), t("result.detail")];
  const rows = failed.map(({ act, number, reason }) => [
    number ?? t("result.unknownNumber"),
    t(`act.${act}`),
    sayReason(t, reason),
    sayCure(t, reason),
    detailOf(reason),
  ]);
  return [head, ...rows];
}

/** The same steps for what failed in them. */
export function retrySteps(run: BatchRun): BatchStep[] {
  const failed = new Set(run.failed.map(({ act, id }) => `${act} ${id}`));
  return run.steps
    .map((step) => ({ ...step, ids: step.ids.filter((id) => failed.has(`${step.act} ${id}`)) }))
    .filter((step) => step.ids.length > 0);
}

/** What takes back the packages that were done, where an act can be taken back. */
export function undoSteps(run: BatchRun): BatchStep[] {
  return packageActs.flatMap((act) => {
    const back = undoActs[act];
    const ids = run.done.filter((one) => one.act === act).map(({ id }) => id);
    return back === undefined || ids.length === 0 ? [] : [{ act: back, ids }];
  });
}
