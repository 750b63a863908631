"use client";

import { ChevronDown } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Menu, MenuItem } from "@/components/ui/menu";
import type { JobDetail } from "@/lib/api/types";
import { RERUN_LABELS, RERUN_STAGES, rerunObstacle, type Rerun } from "@/lib/job-rerun";

interface RerunItemsProps {
  job: JobDetail;
  onChoose: (rerun: Rerun) => void;
}

export function RerunItems({ job, onChoose }: RerunItemsProps) {
  const [isOpen, setOpen] = useState(true);
  return (
    <Menu isOpen={isOpen} onOpenChange={setOpen} trigger={<Button>Re-run <ChevronDown aria-hidden /></Button>}>
      {RERUN_STAGES.map((stage) => {
        const obstacle = rerunObstacle(job, stage);
        return (
          <MenuItem
            key={stage}
            disabled={obstacle !== null}
            onSelect={() => onChoose({ stage, mode: "regenerate" })}
          >
            <span>
              {RERUN_LABELS[stage]}
              {obstacle && <span className="block text-xs">{obstacle}</span>}
            </span>
          </MenuItem>
        );
      })}
    </Menu>
  );
}
