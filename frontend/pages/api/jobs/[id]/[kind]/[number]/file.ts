/**
 * Own files on their way to the API. `proxy.ts` would keep the whole of a body in memory, as all of Next's own forwarding
 * does, and a route handler takes it in faster than it can be handed on: only a route of this older kind is given the
 * request itself.
 */
import { handOn } from "@/lib/hand-on";

export const config = { api: { bodyParser: false, responseLimit: false, externalResolver: true } };

export default handOn;
