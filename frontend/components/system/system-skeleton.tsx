import { Loading, Skeleton } from "@/components/ui/skeleton";

export function SystemSkeleton() {
  return (
    <Loading label="Loading the state of the studio">
      <Skeleton className="mb-8 h-5 w-64" />
      <Skeleton className="mb-3 h-6 w-24" />
      <div className="mb-8 grid gap-3 sm:grid-cols-2 lg:grid-cols-3">
        {Array.from({ length: 6 }, (_, index) => (
          <Skeleton key={index} className="h-24 rounded-md" />
        ))}
      </div>
      <Skeleton className="mb-3 h-6 w-16" />
      <Skeleton className="mb-8 h-28 rounded-md" />
      <Skeleton className="mb-3 h-6 w-24" />
      <Skeleton className="mb-8 h-52 rounded-md" />
      <Skeleton className="mb-3 h-6 w-40" />
      <Skeleton className="h-36 rounded-md" />
    </Loading>
  );
}
