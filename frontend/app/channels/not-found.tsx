import { PageNotFound } from "@/components/ui/page-not-found";

export default function ChannelsNotFound() {
  return (
    <PageNotFound title="There is no such channel" href="/channels" label="All channels">
      The address may be misspelt.
    </PageNotFound>
  );
}
