import { ChannelRowsSkeleton } from "@/components/channels/channel-skeletons";
import { PageHeader } from "@/components/ui/page-header";
import { Skeleton } from "@/components/ui/skeleton";

export default function ChannelsLoading() {
  return (
    <>
      <PageHeader title="Channels" actions={<Skeleton className="h-9 w-36" />} />
      <div className="panel overflow-hidden">
        <ChannelRowsSkeleton />
      </div>
    </>
  );
}
