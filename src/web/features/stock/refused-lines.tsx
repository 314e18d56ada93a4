import type { RefusedLineView } from "../../../contract/route.ts";
import type { CallFailure } from "../../api/call-failure.ts";
import { useText } from "../../text/use-text.tsx";
import { PackageLink } from "../../ui/package-link.tsx";
import { sayLineRefusal, sayStockFailure } from "./stock-words.ts";

const shownLines = 20;

/** Why nothing was posted: the sentence, then, where no list marks them, the lines that stand in the way and who holds their units. */
export function RefusalNote({ failure, isMarked = false }: { failure: CallFailure; isMarked?: boolean }) {
  const t = useText();
  const lines = failure.kind === "refused" && !isMarked ? (failure.lines ?? []) : [];
  return (
    <div className="refusal-note" role="alert">
      <b>{sayStockFailure(t, failure)}</b>
      <ul>
        {lines.slice(0, shownLines).map((line) => (
          <li key={`${line.code} ${line.reason}`}>
            <span className="b5">{line.code}</span> {sayLineRefusal(t, line)}
            <Holders line={line} />
          </li>
        ))}
      </ul>
    </div>
  );
}

export function Holders({ line }: { line: RefusedLineView }) {
  const t = useText();
  if (line.packages.length === 0) return null;
  return (
    <span className="t2 holders">
      {t("lineRefusal.heldBy")}
      {line.packages.map((one) => (
        <span key={one.id} className="nw">
          <PackageLink id={one.id} number={one.number} /> ×{one.units}
        </span>
      ))}
    </span>
  );
}
