import { notFound } from "next/navigation";
import { findJob } from "@/lib/first-job";
import { parseRowId } from "@/lib/row-id";

/** Stands outside of `loading`, so that a job that is not there is answered with 404 before anything is sent. */
export default async function JobLayout({ params, children }: LayoutProps<"/jobs/[id]">) {
  const id = parseRowId((await params).id);
  if (id === undefined || (await findJob(id)) === "gone") notFound();
  return children;
}
