"use client";

import { ChevronDown, Ellipsis, RefreshCw } from "lucide-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import type { Piece } from "@/lib/job";
import type { PairMenusProps } from "./pair-menus";

export type MenuName = "remake" | "more";

export interface PairActionsProps {
  number: number;
  tabIndex: number;
  canEdit: boolean;
  hasPrompts: boolean;
  isRemakable: Record<Piece, boolean>;
  isFirst: boolean;
  isLast: boolean;
  paths: Record<Piece, string | undefined>;
  openMenu: MenuName | null;
  onMenu: (menu: MenuName | null) => void;
  onRemake: (piece: Piece) => void;
  onReplace: (piece: Piece) => void;
  onTakes: () => void;
  onMove: (by: 1 | -1) => void;
}

const Menus = dynamic<PairMenusProps>(() => import("./pair-menus").then((module) => module.PairMenus), {
  ssr: false,
  loading: () => <Buttons />,
});

/** The row's two menus. Their code comes with the first click on any row. */
export function PairActions(props: PairActionsProps) {
  const [isWanted, setWanted] = useState(false);
  if (props.openMenu && !isWanted) setWanted(true);
  return (
    <div className="flex items-center gap-1">
      {isWanted ? (
        <Menus {...props} />
      ) : (
        <Buttons
          number={props.number}
          tabIndex={props.tabIndex}
          canRemake={canRemake(props)}
          onMenu={props.onMenu}
        />
      )}
    </div>
  );
}

/** Whether there is anything to make anew, and the job lets it. */
export function canRemake({ canEdit, hasPrompts, isRemakable }: PairActionsProps): boolean {
  return canEdit && hasPrompts && (isRemakable.tracks || isRemakable.visuals);
}

interface ButtonsProps {
  number?: number;
  tabIndex?: number;
  canRemake?: boolean;
  onMenu?: (menu: MenuName) => void;
}

/** What stands where the menus will be. */
function Buttons({ number, tabIndex, canRemake = true, onMenu }: ButtonsProps) {
  return (
    <>
      <Button
        size="small"
        tabIndex={tabIndex}
        disabled={!canRemake}
        aria-haspopup="menu"
        onClick={() => onMenu?.("remake")}
      >
        <RemakeWords />
      </Button>
      <Button
        look="quiet"
        size="small-icon"
        tabIndex={tabIndex}
        aria-haspopup="menu"
        aria-label={number ? `More for number ${number}` : "More"}
        onClick={() => onMenu?.("more")}
      >
        <Ellipsis aria-hidden />
      </Button>
    </>
  );
}

export function RemakeWords() {
  return (
    <>
      <RefreshCw aria-hidden className="sm:hidden xl:block" />
      <span className="max-sm:sr-only">Re-make</span>
      <ChevronDown aria-hidden />
    </>
  );
}
