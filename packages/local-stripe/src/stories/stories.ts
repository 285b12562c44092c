import type { Story } from "./story";
import { cancellations } from "./told/cancellations";
import { checkouts } from "./told/checkouts";
import { customers } from "./told/customers";
import { planChanges } from "./told/plan-changes";
import { refunds } from "./told/refunds";
import { renewals } from "./told/renewals";
import { trials } from "./told/trials";

/** All stories that can be told. */
export const stories: readonly Story[] = [
    ...checkouts,
    ...trials,
    ...renewals,
    ...planChanges,
    ...refunds,
    ...cancellations,
    ...customers,
];
