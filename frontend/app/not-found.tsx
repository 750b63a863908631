import { PageNotFound } from "@/components/ui/page-not-found";

export default function NotFound() {
  return (
    <PageNotFound title="There is no such page" href="/jobs" label="All jobs">
      The address may be misspelt, or what was here has been deleted.
    </PageNotFound>
  );
}
