import type { Step } from "./rehearsal";
import { artefacts } from "./steps/artefacts";
import { drift, mended } from "./steps/drift";
import { event } from "./steps/event";
import { preview, settled, up } from "./steps/first-deployment";
import { newSettings } from "./steps/new-settings";
import { state } from "./steps/state";
import { destroy, protection } from "./steps/teardown";

/** A deployment's life, from nothing to nothing. */
export const deploymentSteps: readonly Step[] = [
    preview,
    up,
    settled,
    event,
    artefacts,
    newSettings,
    state,
    drift,
    mended,
    protection,
    destroy,
];
