import { parentPort, workerData } from "node:worker_threads";
import { PDFDocument, PDFName } from "@cantoo/pdf-lib";
import { z } from "zod";

const Input = z.array(z.instanceof(Uint8Array)).max(5_000);

/** One document with the pages of all, in order. What a page could do by itself (annotations, actions) stays behind. */
async function merge(labels: readonly Uint8Array[]): Promise<Uint8Array> {
  const merged = await PDFDocument.create();
  for (const bytes of labels) {
    const label = await PDFDocument.load(bytes, { updateMetadata: false });
    for (const page of await merged.copyPages(label, label.getPageIndices())) {
      page.node.delete(PDFName.of("Annots"));
      page.node.delete(PDFName.of("AA"));
      merged.addPage(page);
    }
  }
  return await merged.save();
}

const result = await merge(Input.parse(workerData));
parentPort?.postMessage(result);
