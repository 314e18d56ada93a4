import { useState } from "react";
import { Icon } from "./icon.tsx";

/** A product picture; a plain box while there is none or it doesn't load. */
export function Picture({ url, size }: { url: string | null; size: 32 | 36 }) {
  const [broken, setBroken] = useState<string | null>(null);
  const style = { width: size, height: size };
  if (url === null || url === broken) {
    return (
      <span className="pic" style={style}>
        <Icon name="box" />
      </span>
    );
  }
  return (
    <img
      className="pic"
      style={style}
      src={url}
      alt=""
      width={size}
      height={size}
      loading="lazy"
      decoding="async"
      onError={() => setBroken(url)}
    />
  );
}
