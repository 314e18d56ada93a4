import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ImportReply, importPath } from "../../contract/imports.ts";
import type { ImportKindName, ImportLanguage, ImportMode } from "../../kernel/vocabulary/imports.ts";
import { CallError } from "./call-failure.ts";
import { readReply, toQueryString } from "./call-route.ts";

const xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
// 5,000 rows take seconds; a slow line may take longer to carry them
const timeoutMs = 120_000;

/** A workbook as it was when it was chosen: a file that is saved meanwhile would be another one. */
export type ImportAsk = { kind: ImportKindName; mode: ImportMode; language: ImportLanguage; bytes: ArrayBuffer };

/** Where the template of a kind can be downloaded. */
export function templateUrl(kind: ImportKindName, language: ImportLanguage): string {
  return `${importPath(kind, "template")}${toQueryString({ language })}`;
}

/** What importing the workbook would do. */
export function usePreviewImport() {
  return useMutation({ mutationFn: (ask: ImportAsk) => send(ask, "preview") });
}

/** Imports it; afterwards every list may show something else. */
export function useRunImport() {
  const client = useQueryClient();
  return useMutation({ mutationFn: (ask: ImportAsk) => send(ask, "run"), onSettled: () => client.invalidateQueries() });
}

async function send({ kind, mode, language, bytes }: ImportAsk, act: "preview" | "run"): Promise<ImportReply> {
  return await readReply(ImportReply, await upload(`${importPath(kind, act)}${toQueryString({ mode, language })}`, bytes));
}

async function upload(url: string, bytes: ArrayBuffer): Promise<Response> {
  try {
    return await fetch(url, {
      method: "POST",
      credentials: "same-origin",
      signal: AbortSignal.timeout(timeoutMs),
      headers: { "content-type": xlsx, "x-crossdock-csrf": "1" },
      body: bytes,
    });
  } catch {
    throw new CallError({ kind: "unreachable" });
  }
}

/** Hands a workbook that came in a reply to the browser as a file. */
export function saveWorkbook(name: string, base64: string): void {
  const bytes = Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
  const url = URL.createObjectURL(new Blob([bytes], { type: xlsx }));
  const link = document.createElement("a");
  link.href = url;
  link.download = `${name}.xlsx`;
  link.click();
  URL.revokeObjectURL(url);
}
