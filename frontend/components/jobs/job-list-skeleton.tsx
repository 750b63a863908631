import { Loading, Skeleton } from "@/components/ui/skeleton";

const ROWS = 8;

/** The table's place while its rows are on their way. */
export function JobRowsSkeleton() {
  return (
    <Loading label="Loading the jobs">
      <div className="border-line h-10 border-b" />
      {Array.from({ length: ROWS }, (_, row) => (
        <div key={row} className="border-line flex h-16 items-center gap-6 border-b px-4 last:border-b-0">
          <div className="grow space-y-2">
            <Skeleton className="h-4 w-48 max-w-full" />
            <Skeleton className="h-3 w-32" />
          </div>
          <Skeleton className="h-4 w-24" />
          <Skeleton className="hidden h-3 w-36 sm:block" />
          <Skeleton className="hidden h-4 w-24 lg:block" />
        </div>
      ))}
    </Loading>
  );
}
