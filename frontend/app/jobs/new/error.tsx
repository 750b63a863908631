"use client";

import { PageError, type PageErrorProps } from "@/components/ui/page-error";

export default function NewAlbumError(props: PageErrorProps) {
  return <PageError title="The form could not be shown" {...props} />;
}
