import { ChannelSkeleton } from "@/components/channels/channel-skeletons";

export default function ChannelLoading() {
  return <ChannelSkeleton />;
}
