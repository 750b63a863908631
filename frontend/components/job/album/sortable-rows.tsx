"use client";

import {
  closestCenter,
  DndContext,
  MouseSensor,
  TouchSensor,
  useSensor,
  useSensors,
  type DragEndEvent,
} from "@dnd-kit/core";
import { SortableContext, useSortable, verticalListSortingStrategy } from "@dnd-kit/sortable";
import clsx from "clsx";
import { GripVertical } from "lucide-react";
import type { FrameProps, RowsProps } from "./rows";

/** Rows that can be dragged by their handle. The keyboard moves them by alt and the arrows. */
export function SortableRows({ ids, isDisabled, onMove, children }: RowsProps) {
  const sensors = useSensors(
    useSensor(MouseSensor, { activationConstraint: { distance: 4 } }),
    useSensor(TouchSensor, { activationConstraint: { delay: 120, tolerance: 6 } }),
  );

  function dropped({ active, over }: DragEndEvent): void {
    if (over && over.id !== active.id) onMove(ids.indexOf(Number(active.id)), ids.indexOf(Number(over.id)));
  }

  return (
    <DndContext id="album" sensors={sensors} collisionDetection={closestCenter} onDragEnd={dropped}>
      <SortableContext items={ids} strategy={verticalListSortingStrategy} disabled={isDisabled}>
        {children(SortableFrame)}
      </SortableContext>
    </DndContext>
  );
}

function SortableFrame({ id, isDisabled, children }: FrameProps) {
  const { setNodeRef, setActivatorNodeRef, listeners, transform, transition, isDragging } = useSortable({
    id,
    disabled: isDisabled,
  });
  return children({
    ref: setNodeRef,
    style: {
      transform: transform ? `translateY(${transform.y}px)` : undefined,
      transition,
      zIndex: isDragging ? 10 : undefined,
    },
    handle: (
      <span
        ref={setActivatorNodeRef}
        {...listeners}
        aria-hidden
        title={isDisabled ? undefined : "Drag to another place"}
        className={clsx(
          "text-faint flex h-10 w-4 touch-none items-center justify-center",
          isDisabled ? "opacity-0" : "hover:text-ink cursor-grab",
        )}
      >
        <GripVertical className="size-4 shrink-0" />
      </span>
    ),
  });
}
