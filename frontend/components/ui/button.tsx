import { Slot } from "@radix-ui/react-slot";
import clsx from "clsx";
import { LoaderCircle } from "lucide-react";
import type { ComponentProps, ReactNode } from "react";

const LOOKS = {
  primary: "bg-accent text-on-accent hover:bg-accent-strong border-transparent font-medium",
  plain: "bg-surface text-ink hover:bg-raised border-edge",
  quiet: "text-muted hover:bg-raised hover:text-ink border-transparent",
  danger: "bg-surface text-bad hover:bg-bad-soft border-edge",
} as const;

const SIZES = {
  normal: "h-9 px-3.5 text-sm",
  small: "h-8 px-2.5 text-sm",
  icon: "size-9",
  "small-icon": "size-8",
} as const;

interface ButtonProps extends ComponentProps<"button"> {
  look?: keyof typeof LOOKS;
  size?: keyof typeof SIZES;
  /** Puts the look on its only child, such as a link. */
  asChild?: boolean;
  /** Something is under way: a second click does nothing, and screen readers hear it. */
  isBusy?: boolean;
  icon?: ReactNode;
}

export function Button({
  look = "plain",
  size = "normal",
  asChild = false,
  isBusy = false,
  icon,
  className,
  children,
  disabled,
  type,
  ...rest
}: ButtonProps) {
  const classes = clsx(
    "inline-flex shrink-0 items-center justify-center gap-2 rounded-md border whitespace-nowrap transition-colors select-none",
    "disabled:pointer-events-none disabled:opacity-50 [&_svg]:size-4 [&_svg]:shrink-0",
    LOOKS[look],
    SIZES[size],
    className,
  );
  if (asChild) {
    return (
      <Slot className={classes} {...rest}>
        {children}
      </Slot>
    );
  }
  return (
    <button type={type ?? "button"} className={classes} disabled={disabled || isBusy} aria-busy={isBusy} {...rest}>
      {isBusy ? <LoaderCircle className="animate-spin" aria-hidden /> : icon}
      {children}
    </button>
  );
}
