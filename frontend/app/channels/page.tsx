import type { Metadata } from "next";
import { ChannelList } from "@/components/channels/channel-list";
import { NewChannel } from "@/components/channels/new-channel";
import { PageHeader } from "@/components/ui/page-header";
import { FirstView } from "@/lib/first-view";
import { channelsQuery } from "@/lib/queries";

export const metadata: Metadata = { title: "Channels" };

export default function ChannelsPage() {
  return (
    <FirstView load={(client, api) => [client.fetchQuery(channelsQuery(api))]}>
      <PageHeader title="Channels" actions={<NewChannel />} />
      <ChannelList />
    </FirstView>
  );
}
