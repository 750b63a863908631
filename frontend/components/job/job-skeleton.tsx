import { Loading, Skeleton } from "@/components/ui/skeleton";
import { PanelSkeleton } from "./panel-skeleton";

/** The page's place while the job is on its way. */
export function JobSkeleton() {
  return (
    <Loading label="Loading the album">
      <Skeleton className="mb-2 h-4 w-40" />
      <div className="flex flex-wrap items-center justify-between gap-3">
        <Skeleton className="h-8 w-96 max-w-full" />
        <Skeleton className="h-9 w-52" />
      </div>
      <Skeleton className="mt-2 h-4 w-72 max-w-full" />
      <Skeleton className="mt-6 h-5 w-80 max-w-full" />
      <Skeleton className="mt-3 h-1.5 w-full" />
      <div className="mt-6 flex gap-4">
        {Array.from({ length: 5 }, (_, stage) => (
          <Skeleton key={stage} className="h-5 grow" />
        ))}
      </div>
      <Skeleton className="mt-4 h-8 w-full" />
      <Skeleton className="mt-2 h-8 w-full" />
      <Skeleton className="mt-8 mb-5 h-5 w-80 max-w-full" />
      <PanelSkeleton />
    </Loading>
  );
}
