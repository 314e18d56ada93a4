import { Button } from "antd";
import { useState } from "react";
import type { ImportKindName } from "../../../kernel/vocabulary/imports.ts";
import { useText } from "../../text/use-text.tsx";
import { ImportDialog } from "./import-dialog.tsx";

/** Opens the import of these kinds; with several, the first is chosen. */
export function ImportButton({ kinds }: { kinds: readonly [ImportKindName, ...ImportKindName[]] }) {
  const t = useText();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button data-act="import" onClick={() => setOpen(true)}>
        {t("import.open")}
      </Button>
      {isOpen && <ImportDialog kinds={kinds} onClose={() => setOpen(false)} />}
    </>
  );
}
