import { Loading, Skeleton } from "@/components/ui/skeleton";

const FIELDS = 6;

export function AlbumFormSkeleton() {
  return (
    <Loading label="Loading the form">
      <div className="grid items-start gap-x-10 gap-y-8 lg:grid-cols-[minmax(0,1fr)_20rem]">
        <div className="space-y-6">
          {Array.from({ length: FIELDS }, (_, index) => (
            <div key={index} className="space-y-1.5">
              <Skeleton className="h-5 w-32" />
              <Skeleton className="h-10 w-full sm:h-9" />
              <Skeleton className="h-5 w-64 max-w-full" />
            </div>
          ))}
        </div>
        <Skeleton className="h-80 rounded-md" />
      </div>
    </Loading>
  );
}
