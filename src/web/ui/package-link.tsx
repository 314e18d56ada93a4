import { Link } from "@tanstack/react-router";

/** Opens a package's drawer on the order page. */
export function PackageLink({ id, number }: { id: string; number: string }) {
  return (
    <Link to="/orders" search={{ state: "all", package: id }} className="b5">
      {number}
    </Link>
  );
}
