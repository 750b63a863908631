import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { ChannelView } from "@/components/channels/channel-view";
import { FirstView } from "@/lib/first-view";
import { jobsOfChannel } from "@/lib/job-list";
import { channelQuery, jobsQuery } from "@/lib/queries";
import { parseRowId } from "@/lib/row-id";

export const metadata: Metadata = { title: "Channel" };

export default async function ChannelPage({ params }: PageProps<"/channels/[id]">) {
  const id = parseRowId((await params).id);
  if (id === undefined) notFound();
  return (
    <FirstView
      load={(client, api) => [
        client.fetchQuery(channelQuery(id, api)),
        client.fetchQuery(jobsQuery(jobsOfChannel(id), api)),
      ]}
    >
      <ChannelView id={id} />
    </FirstView>
  );
}
