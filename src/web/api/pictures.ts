import { useMutation } from "@tanstack/react-query";
import { PictureReply } from "../../contract/pictures.ts";
import { maxPictureBytes, picturesPath, pictureTypes } from "../../kernel/vocabulary/pictures.ts";
import { CallError } from "./call-failure.ts";
import { readReply } from "./call-route.ts";

const timeoutMs = 60_000;
// wide enough to look at closely; phones take four times as many
const widest = 1_600;
const quality = 0.85;

/** Keeps a picture; what is too large, or of another kind that the browser can show, is made a smaller JPEG first. */
export function useUploadPicture() {
  return useMutation({
    mutationFn: async (file: File) => (await readReply(PictureReply, await upload(await toFit(file)))).url,
  });
}

async function toFit(file: File): Promise<Blob> {
  const isKnown = pictureTypes.some((type) => type === file.type);
  if (isKnown && file.size <= maxPictureBytes) return file;
  try {
    const bitmap = await createImageBitmap(file);
    const scale = Math.min(1, widest / Math.max(bitmap.width, bitmap.height));
    const canvas = new OffscreenCanvas(Math.max(1, Math.round(bitmap.width * scale)), Math.max(1, Math.round(bitmap.height * scale)));
    canvas.getContext("2d")?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    bitmap.close();
    return await canvas.convertToBlob({ type: "image/jpeg", quality });
  } catch {
    throw new CallError({ kind: "refused", code: "not-a-picture", detail: null });
  }
}

async function upload(picture: Blob): Promise<Response> {
  try {
    return await fetch(picturesPath, {
      method: "POST",
      credentials: "same-origin",
      signal: AbortSignal.timeout(timeoutMs),
      headers: { "content-type": picture.type, "x-crossdock-csrf": "1" },
      body: picture,
    });
  } catch {
    throw new CallError({ kind: "unreachable" });
  }
}
