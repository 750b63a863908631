import clsx from "clsx";

/** A grey place for what is on its way; give it the size of what will come, so that nothing jumps. */
export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden className={clsx("bg-raised rounded-sm", className)} />;
}

/** Tells screen readers what the grey places below stand for. */
export function Loading({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <div role="status" aria-label={label} aria-busy>
      {children}
    </div>
  );
}
