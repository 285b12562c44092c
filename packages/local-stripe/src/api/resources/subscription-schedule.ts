import { paths } from "../../state/urls";
import { filledText } from "../params";
import type { Resource } from "../resource";

/** Read only: stories make them. */
export const subscriptionSchedule: Resource = {
    kind: "subscription_schedule",
    path: paths.subscription_schedule,
    permission: "subscription",
    list: { filters: { customer: { param: filledText } } },
};
