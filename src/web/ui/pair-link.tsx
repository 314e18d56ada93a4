import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";

/** 去配对: the listings that were ordered in a package, where they can be paired. */
export function PairLink({ packageId, className = "link", children }: { packageId: string; className?: string; children: ReactNode }) {
  return (
    <Link to="/listings" search={{ package: packageId }} className={className} data-act="pair">
      {children}
    </Link>
  );
}
