import Link from "next/link";
import type { ReactNode } from "react";
import { Button } from "./button";
import { EmptyState } from "./empty-state";

interface PageNotFoundProps {
  title: string;
  children: ReactNode;
  /** Where to go instead. */
  href: string;
  label: string;
}

/** What a `not-found.tsx` shows. */
export function PageNotFound({ title, children, href, label }: PageNotFoundProps) {
  return (
    <EmptyState
      title={title}
      action={
        <Button asChild>
          <Link href={href}>{label}</Link>
        </Button>
      }
    >
      {children}
    </EmptyState>
  );
}
