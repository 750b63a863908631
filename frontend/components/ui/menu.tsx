"use client";

import * as Primitive from "@radix-ui/react-dropdown-menu";
import clsx from "clsx";
import type { ComponentProps, ReactNode } from "react";

interface MenuProps {
  /** The button that opens it. */
  trigger: ReactNode;
  align?: "start" | "end";
  isOpen?: boolean;
  onOpenChange?: (isOpen: boolean) => void;
  children: ReactNode;
}

/** A list of actions behind a button. */
export function Menu({ trigger, align = "end", isOpen, onOpenChange, children }: MenuProps) {
  return (
    <Primitive.Root modal={false} open={isOpen} onOpenChange={onOpenChange}>
      <Primitive.Trigger asChild>{trigger}</Primitive.Trigger>
      <Primitive.Portal>
        <Primitive.Content
          align={align}
          sideOffset={6}
          collisionPadding={8}
          className="panel animate-appear z-50 max-h-(--radix-dropdown-menu-content-available-height) min-w-44 overflow-y-auto p-1 outline-none"
        >
          {children}
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}

const ITEM = clsx(
  "flex w-full cursor-pointer items-center gap-2 rounded-sm px-2.5 py-2 text-sm outline-none select-none sm:py-1.5",
  "data-highlighted:bg-raised data-disabled:pointer-events-none data-disabled:opacity-50 [&_svg]:size-4 [&_svg]:shrink-0",
);

interface MenuItemProps extends ComponentProps<typeof Primitive.Item> {
  isDangerous?: boolean;
  icon?: ReactNode;
}

/** One action; with `asChild` its only child, such as a link, takes its place. */
export function MenuItem({ isDangerous = false, icon, className, children, asChild, ...rest }: MenuItemProps) {
  return (
    <Primitive.Item className={clsx(ITEM, isDangerous && "text-bad", className)} asChild={asChild} {...rest}>
      {asChild ? (
        children
      ) : (
        <>
          {icon}
          {children}
        </>
      )}
    </Primitive.Item>
  );
}

export function MenuLine() {
  return <Primitive.Separator className="bg-line -mx-1 my-1 h-px" />;
}
