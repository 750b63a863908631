import type { ReactNode } from "react";

interface PageHeaderProps {
  title: ReactNode;
  /** The way here, above the title. */
  above?: ReactNode;
  children?: ReactNode;
  actions?: ReactNode;
}

/** The head of every page: its one h1, a line below it, and what can be done. */
export function PageHeader({ title, above, children, actions }: PageHeaderProps) {
  return (
    <div className="mb-6">
      {above && <div className="text-muted mb-1 text-sm">{above}</div>}
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
        <div className="min-w-0">
          <h1 className="text-2xl font-semibold tracking-tight wrap-anywhere">{title}</h1>
          {children && <div className="text-muted mt-1 text-sm">{children}</div>}
        </div>
        {actions && <div className="flex flex-wrap items-center gap-2 max-sm:has-[>:nth-child(2)]:w-full">{actions}</div>}
      </div>
    </div>
  );
}
