import { Loading, Skeleton } from "@/components/ui/skeleton";

const ROWS = 8;

/** The table's place while its rows are on their way. */
export function JobRowsSkeleton() {
  return (
    <Loading label="Loading the jobs">
      <div className="border-line h-10 border-b max-md:hidden" />
      {Array.from({ length: ROWS }, (_, row) => (
        <div
          key={row}
          className="border-line flex h-[6.625rem] flex-wrap content-center items-center gap-x-6 gap-y-4 border-b px-4 last:border-b-0 md:h-16 md:flex-nowrap"
        >
          <div className="grow space-y-2">
            <Skeleton className="h-4 w-48 max-w-full" />
            <Skeleton className="h-3 w-32" />
          </div>
          <Skeleton className="h-4 w-24" />
          <Skeleton className="h-3 w-36 max-md:mr-auto" />
          <Skeleton className="h-4 w-24 md:max-lg:hidden" />
        </div>
      ))}
    </Loading>
  );
}
