import { Skeleton } from "@/components/ui/skeleton";

/** The place of a tab's content. */
export function PanelSkeleton() {
  return (
    <div className="panel">
      {Array.from({ length: 6 }, (_, row) => (
        <div key={row} className="border-line flex h-24 items-center gap-4 border-b px-4 last:border-b-0">
          <Skeleton className="aspect-video w-28" />
          <div className="grow space-y-2">
            <Skeleton className="h-4 w-56 max-w-full" />
            <Skeleton className="h-3 w-32" />
          </div>
          <Skeleton className="hidden h-8 w-64 md:block" />
        </div>
      ))}
    </div>
  );
}
