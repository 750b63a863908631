import type { Metadata } from "next";
import { SystemPage } from "@/components/system/system-page";
import { PageHeader } from "@/components/ui/page-header";
import { FirstView } from "@/lib/first-view";
import { systemQuery } from "@/lib/queries";

export const metadata: Metadata = { title: "System" };

/** Where Flower is for the browser, which is on the studio's own machine unless somebody put it elsewhere. */
const FLOWER_AT_HOME = "http://127.0.0.1:5555";

export default function System() {
  return (
    <FirstView load={(client, api) => [client.fetchQuery(systemQuery(api))]}>
      <PageHeader title="System" />
      <SystemPage flowerUrl={process.env.STUDIO_FLOWER_URL ?? FLOWER_AT_HOME} />
    </FirstView>
  );
}
