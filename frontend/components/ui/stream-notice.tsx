import { Notice } from "./notice";

/** Says that what is seen is up to five seconds old. */
export function StreamNotice({ isInterrupted }: { isInterrupted: boolean }) {
  return isInterrupted ? <Notice tone="waiting">Live updates interrupted, trying again</Notice> : null;
}
