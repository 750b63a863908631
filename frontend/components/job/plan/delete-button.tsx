"use client";

import { Trash2 } from "lucide-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import type { JobDetail } from "@/lib/api/types";
import { isIdle } from "@/lib/job";

const DeleteConfirm = dynamic(() => import("./delete-confirm").then((module) => module.DeleteConfirm), { ssr: false });

export function DeleteButton({ job }: { job: JobDetail }) {
  const [isAsking, setAsking] = useState(false);
  return (
    <>
      <Button
        look="quiet"
        size="icon"
        aria-label="Delete job"
        title={isIdle(job) ? "Delete job" : "Cancel the run first"}
        aria-haspopup="dialog"
        disabled={!isIdle(job)}
        icon={<Trash2 aria-hidden />}
        onClick={() => setAsking(true)}
      />
      {isAsking && <DeleteConfirm job={job} onClose={() => setAsking(false)} />}
    </>
  );
}
