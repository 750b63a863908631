"use client";

import { useEffect, useState, type ComponentType, type CSSProperties, type ReactNode } from "react";

/** What a row needs so that it can be dragged: a frame that moves, and a handle. */
export interface FrameProps {
  id: number;
  isDisabled: boolean;
  /** The row; `handle` goes where one grips it. */
  children: (frame: { ref?: (element: HTMLElement | null) => void; style?: CSSProperties; handle: ReactNode }) => ReactNode;
}

export interface RowsProps {
  /** Numbers in the order that is shown. */
  ids: number[];
  isDisabled: boolean;
  /** By places, from 0. */
  onMove: (from: number, to: number) => void;
  children: (Frame: ComponentType<FrameProps>) => ReactNode;
}

let SortableRows: ComponentType<RowsProps> | null = null;

/** Fetches the code for dragging, so that rows that are shown later can be dragged from the first. */
export async function prepareRows(): Promise<void> {
  SortableRows = (await import("./sortable-rows")).SortableRows;
}

/** Rows that can be dragged, once the first view is there and the code for it has come; until then they stand still. */
export function Rows(props: RowsProps) {
  const [canDrag, setCanDrag] = useState(SortableRows !== null);
  useEffect(() => {
    let isGone = false;
    void prepareRows().then(() => {
      if (!isGone) setCanDrag(true);
    });
    return () => {
      isGone = true;
    };
  }, []);
  return canDrag && SortableRows ? <SortableRows {...props} /> : <PlainRows {...props} />;
}

function PlainRows({ children }: RowsProps) {
  return children(PlainFrame);
}

function PlainFrame({ children }: FrameProps) {
  return children({ handle: <span className="block w-4" /> });
}
