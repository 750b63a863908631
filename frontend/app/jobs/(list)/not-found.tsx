import { PageNotFound } from "@/components/ui/page-not-found";

export default function JobsNotFound() {
  return (
    <PageNotFound title="There is no such job" href="/jobs" label="All jobs">
      It may have been deleted, or the address is misspelt.
    </PageNotFound>
  );
}
