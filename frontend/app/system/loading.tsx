import { SystemSkeleton } from "@/components/system/system-skeleton";
import { PageHeader } from "@/components/ui/page-header";

export default function SystemLoading() {
  return (
    <>
      <PageHeader title="System" />
      <SystemSkeleton />
    </>
  );
}
