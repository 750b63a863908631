/** The job of a page's address, read on the server once for the layout, the title and the page. */
import "server-only";
import { cache } from "react";
import { ApiError, read } from "./api/problem";
import { serverApi } from "./api/server";
import type { JobDetail } from "./api/types";

export const readJob = cache(
  async (id: number): Promise<JobDetail> =>
    read((await serverApi()).GET("/api/jobs/{job_id}", { params: { path: { job_id: id } } })),
);

/** Null while the API is away or refuses: what there is to say of that, the page says. */
export async function findJob(id: number): Promise<JobDetail | "gone" | null> {
  try {
    return await readJob(id);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return error.isNotFound ? "gone" : null;
  }
}
