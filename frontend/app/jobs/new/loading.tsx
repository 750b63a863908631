import { AlbumFormSkeleton } from "@/components/album/album-form-skeleton";
import { PageHeader } from "@/components/ui/page-header";

export default function NewAlbumLoading() {
  return (
    <>
      <PageHeader title="New album" above="Jobs" />
      <AlbumFormSkeleton />
    </>
  );
}
