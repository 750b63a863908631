import type { Metadata } from "next";
import { SystemPage } from "@/components/system/system-page";
import { PageHeader } from "@/components/ui/page-header";
import { FirstView } from "@/lib/first-view";
import { systemQuery } from "@/lib/queries";

export const metadata: Metadata = { title: "System" };

/** Where Flower is for the browser, which is on the studio's own machine unless somebody put it elsewhere. */
const FLOWER_AT_HOME = "http://127.0.0.1:5555";

const LONGEST_LOOK_MS = 500;

/** Whatever it answers, somebody does. */
async function isAnswering(url: string): Promise<boolean> {
  try {
    await fetch(url, { method: "HEAD", cache: "no-store", signal: AbortSignal.timeout(LONGEST_LOOK_MS) });
    return true;
  } catch {
    return false;
  }
}

export default async function System() {
  const flowerUrl = process.env.STUDIO_FLOWER_URL || FLOWER_AT_HOME;
  const hasFlower = await isAnswering(flowerUrl);
  return (
    <FirstView load={(client, api) => [client.fetchQuery(systemQuery(api))]}>
      <PageHeader title="System" />
      <SystemPage flowerUrl={hasFlower ? flowerUrl : null} />
    </FirstView>
  );
}
