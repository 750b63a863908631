import { JobRowsSkeleton } from "@/components/jobs/job-list-skeleton";
import { PageHeader } from "@/components/ui/page-header";
import { Skeleton } from "@/components/ui/skeleton";

export default function JobsLoading() {
  return (
    <>
      <PageHeader title="Jobs" actions={<Skeleton className="h-9 w-32" />} />
      <div className="mb-4 flex flex-wrap gap-2">
        <Skeleton className="h-10 w-full sm:h-9 sm:w-72" />
        <Skeleton className="h-10 grow basis-36 sm:h-9 sm:max-w-44" />
        <Skeleton className="h-10 grow basis-36 sm:h-9 sm:max-w-52" />
      </div>
      <div className="panel overflow-hidden">
        <JobRowsSkeleton />
      </div>
    </>
  );
}
