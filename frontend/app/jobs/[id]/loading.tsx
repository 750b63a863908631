import { JobSkeleton } from "@/components/job/job-skeleton";

export default function JobLoading() {
  return <JobSkeleton />;
}
