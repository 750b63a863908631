import { Skeleton } from "@/components/ui/skeleton";

export function FiguresSkeleton() {
  return (
    <div className="space-y-4">
      {Array.from({ length: 4 }, (_, index) => (
        <div key={index} className="space-y-1.5">
          <Skeleton className="h-4 w-40" />
          <Skeleton className="h-4 w-full" />
        </div>
      ))}
    </div>
  );
}

/** The whole panel's place. */
export function EstimateSkeleton() {
  return (
    <div className="panel p-5" aria-hidden>
      <Skeleton className="mb-4 h-6 w-32" />
      <FiguresSkeleton />
    </div>
  );
}
