import { Button, Input } from "antd";
import { useRef } from "react";
import { pictureTypes } from "../../../../kernel/vocabulary/pictures.ts";
import { failureOf } from "../../../api/call-failure.ts";
import { useUploadPicture } from "../../../api/pictures.ts";
import { useText } from "../../../text/use-text.tsx";
import { Picture } from "../../../ui/picture.tsx";
import { sayRefusal } from "../catalog-words.ts";

/** The picture of goods: uploaded, dropped or pasted as a file, or the address of one that lies elsewhere. */
export function PictureField({ value, isWrong, onChange }: { value: string; isWrong: boolean; onChange(url: string): void }) {
  const t = useText();
  const chooser = useRef<HTMLInputElement>(null);
  const upload = useUploadPicture();
  const take = (files: FileList | null | undefined) => {
    const file = files?.[0];
    if (file !== undefined) upload.mutate(file, { onSuccess: onChange });
  };
  return (
    <div
      className="picture-field"
      role="group"
      aria-label={t("sku.pictureUrl")}
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        take(event.dataTransfer.files);
      }}
      onPaste={(event) => {
        if (event.clipboardData.files.length > 0) {
          event.preventDefault();
          take(event.clipboardData.files);
        }
      }}
    >
      <Picture url={value.trim() === "" ? null : value.trim()} size={36} />
      <Input
        aria-label={t("sku.pictureUrl")}
        data-field="pictureUrl"
        status={isWrong ? "error" : ""}
        value={value}
        maxLength={1_000}
        placeholder={t("sku.pictureHint")}
        onChange={({ target }) => onChange(target.value)}
      />
      <Button loading={upload.isPending} data-act="upload-picture" onClick={() => chooser.current?.click()}>
        {t("sku.uploadPicture")}
      </Button>
      <input
        ref={chooser}
        type="file"
        hidden
        accept={pictureTypes.join(",")}
        aria-label={t("sku.uploadPicture")}
        onChange={({ target }) => {
          take(target.files);
          // the same file may be chosen again
          target.value = "";
        }}
      />
      {upload.isError && (
        <span className="red sm" role="alert">
          {sayRefusal(t, failureOf(upload.error))}
        </span>
      )}
    </div>
  );
}
