import { PageNotFound } from "@/components/ui/page-not-found";

export default function SystemNotFound() {
  return (
    <PageNotFound title="There is no such page" href="/system" label="The system">
      The address may be misspelt.
    </PageNotFound>
  );
}
