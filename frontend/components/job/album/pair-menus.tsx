"use client";

import { ArrowDown, ArrowUp, Copy, Ellipsis, FileUp, Image as ImageIcon, Layers, Music } from "lucide-react";
import { Button } from "@/components/ui/button";
import { Menu, MenuItem, MenuLine } from "@/components/ui/menu";
import { toast } from "@/components/ui/toast";
import { PIECE_NAMES, PIECES, type Piece } from "@/lib/job";
import { canRemake, RemakeWords, type MenuName, type PairActionsProps } from "./pair-actions";

export type PairMenusProps = PairActionsProps;

const ICONS: Record<Piece, typeof Music> = { tracks: Music, visuals: ImageIcon };

export function PairMenus(props: PairMenusProps) {
  const { number, tabIndex, canEdit, hasPrompts, isRemakable, isFirst, isLast, paths, openMenu, onMenu } = props;
  const opened = (menu: MenuName) => ({
    isOpen: openMenu === menu,
    onOpenChange: (isOpen: boolean) => onMenu(isOpen ? menu : null),
  });
  return (
    <>
      <Menu
        {...opened("remake")}
        trigger={
          <Button size="small" tabIndex={tabIndex} disabled={!canRemake(props)}>
            <RemakeWords />
          </Button>
        }
      >
        {PIECES.map((piece) => {
          const Icon = ICONS[piece];
          return (
            <MenuItem
              key={piece}
              icon={<Icon aria-hidden />}
              disabled={!isRemakable[piece]}
              onSelect={() => props.onRemake(piece)}
            >
              Re-make {PIECE_NAMES[piece]} {number}
            </MenuItem>
          );
        })}
      </Menu>
      <Menu
        {...opened("more")}
        trigger={
          <Button
            look="quiet"
            size="small-icon"
            tabIndex={tabIndex}
            aria-label={`More for number ${number}`}
            icon={<Ellipsis aria-hidden />}
          />
        }
      >
        <MenuItem icon={<Layers aria-hidden />} onSelect={props.onTakes}>
          Takes
        </MenuItem>
        {PIECES.map((piece) => (
          <MenuItem
            key={piece}
            icon={<FileUp aria-hidden />}
            disabled={!canEdit || !hasPrompts}
            onSelect={() => props.onReplace(piece)}
          >
            Replace {PIECE_NAMES[piece]} by own file
          </MenuItem>
        ))}
        <MenuLine />
        <MenuItem icon={<ArrowUp aria-hidden />} disabled={!canEdit || isFirst} onSelect={() => props.onMove(-1)}>
          Move up
        </MenuItem>
        <MenuItem icon={<ArrowDown aria-hidden />} disabled={!canEdit || isLast} onSelect={() => props.onMove(1)}>
          Move down
        </MenuItem>
        <MenuLine />
        {PIECES.map((piece) => (
          <MenuItem
            key={piece}
            icon={<Copy aria-hidden />}
            disabled={paths[piece] === undefined}
            onSelect={() => void copy(paths[piece] ?? "", PIECE_NAMES[piece])}
          >
            Copy path of {PIECE_NAMES[piece]}
          </MenuItem>
        ))}
      </Menu>
    </>
  );
}

async function copy(path: string, what: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(path);
    toast.success(`The path of the ${what} is copied.`);
  } catch {
    toast.error("The browser does not let the page copy. Copy the path by hand.");
  }
}
