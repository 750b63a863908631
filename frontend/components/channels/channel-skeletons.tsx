import { JobRowsSkeleton } from "@/components/jobs/job-list-skeleton";
import { Loading, Skeleton } from "@/components/ui/skeleton";

const ROWS = 5;

export function ChannelRowsSkeleton() {
  return (
    <Loading label="Loading the channels">
      {Array.from({ length: ROWS }, (_, row) => (
        <div key={row} className="border-line flex h-16 items-center gap-4 border-b px-4 last:border-b-0">
          <div className="grow space-y-2">
            <Skeleton className="h-4 w-40" />
            <Skeleton className="h-3 w-28" />
          </div>
          <Skeleton className="h-4 w-20" />
        </div>
      ))}
    </Loading>
  );
}

export function ChannelSkeleton() {
  return (
    <Loading label="Loading the channel">
      <Skeleton className="mb-2 h-4 w-28" />
      <Skeleton className="mb-3 h-8 w-64 max-w-full" />
      <Skeleton className="mb-6 h-4 w-24" />
      <Skeleton className="mb-8 h-36 w-full" />
      <div className="panel overflow-hidden">
        <JobRowsSkeleton />
      </div>
    </Loading>
  );
}

export function ChannelFormSkeleton() {
  return (
    <Loading label="Loading the form">
      <div className="h-85 space-y-4">
        {Array.from({ length: 3 }, (_, index) => (
          <div key={index} className="space-y-1.5">
            <Skeleton className="h-5 w-28" />
            <Skeleton className="h-10 w-full sm:h-9" />
            <Skeleton className="h-5 w-56" />
          </div>
        ))}
      </div>
    </Loading>
  );
}
