"use client";

import { ChevronDown } from "lucide-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import type { JobDetail } from "@/lib/api/types";
import type { Rerun } from "@/lib/job-rerun";
import { RerunConfirm } from "./rerun-confirm-lazy";

const Items = dynamic(() => import("./rerun-items").then((module) => module.RerunItems), {
  ssr: false,
  loading: () => <RerunButton isBusy />,
});

function RerunButton({ isBusy, onClick }: { isBusy?: boolean; onClick?: () => void }) {
  return (
    <Button aria-haspopup="menu" isBusy={isBusy} onClick={onClick}>
      Re-run
      {!isBusy && <ChevronDown aria-hidden />}
    </Button>
  );
}

/** Stages to run again; each says what that means before it is done. The menu's code comes with the first click. */
export function RerunMenu({ job }: { job: JobDetail }) {
  const [isWanted, setWanted] = useState(false);
  const [rerun, setRerun] = useState<Rerun | null>(null);
  return (
    <>
      {isWanted ? <Items job={job} onChoose={setRerun} /> : <RerunButton onClick={() => setWanted(true)} />}
      {rerun && <RerunConfirm job={job} rerun={rerun} onClose={() => setRerun(null)} />}
    </>
  );
}
