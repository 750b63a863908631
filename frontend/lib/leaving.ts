/** Which links lead away from a page. Pure. */

interface Link {
  href: string;
  target: string;
  download: string;
}

/** Where a link leads in this window, if that is another page of the studio; null for all other links. */
export function addressAway(link: Link, here: { origin: string; pathname: string }): string | null {
  if (link.href === "" || link.download !== "" || !["", "_self"].includes(link.target)) return null;
  const { origin, pathname, search, hash } = new URL(link.href);
  return origin === here.origin && pathname !== here.pathname ? pathname + search + hash : null;
}
