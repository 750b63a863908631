import { ExternalLink } from "lucide-react";
import type { ReactNode } from "react";

/** The terms that a piece was made under, where its provider keeps them. */
export function LicenceLink({ href, children }: { href: string; children: ReactNode }) {
  return (
    <a
      href={href}
      target="_blank"
      rel="noreferrer"
      className="hover:text-ink inline-flex items-center gap-1 underline underline-offset-2"
    >
      {children}
      <ExternalLink className="size-3" aria-hidden />
    </a>
  );
}
