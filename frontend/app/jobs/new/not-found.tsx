import { PageNotFound } from "@/components/ui/page-not-found";

export default function NewAlbumNotFound() {
  return (
    <PageNotFound title="There is no such job to copy" href="/jobs/new" label="Start with an empty form">
      The job that was to be duplicated may have been deleted.
    </PageNotFound>
  );
}
