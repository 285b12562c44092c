import { ApiError } from "../../api-error";
import { showEntitlement } from "../../billing/entitlements";
import { paths } from "../../state/urls";
import { creates, updates } from "../operations";
import { boolean, filledText, metadata } from "../params";
import type { Resource } from "../resource";

export const feature: Resource = {
    kind: "entitlements.feature",
    path: paths["entitlements.feature"],
    permission: "entitlement",
    create: creates(
        (tx, { lookup_key: key }) => {
            if (tx.find("entitlements.feature", { lookup_key: key as string }).length > 0) {
                throw new ApiError(400, `A feature already uses the lookup key ${key as string}.`, {
                    code: "resource_already_exists",
                    param: "lookup_key",
                });
            }
            return {
                id: tx.newId("feature"),
                object: "entitlements.feature",
                active: true,
                livemode: false,
                metadata: {},
            };
        },
        { lookup_key: filledText, metadata, name: filledText },
        { required: ["lookup_key", "name"] },
    ),
    update: updates({ active: boolean, metadata, name: filledText }),
    list: { filters: { lookup_key: { param: filledText } } },
};

/** Made by subscriptions to products that have features. */
export const activeEntitlement: Resource = {
    kind: "entitlements.active_entitlement",
    path: paths["entitlements.active_entitlement"],
    permission: "entitlement",
    list: { filters: { customer: { param: filledText } }, required: ["customer"] },
    show: showEntitlement,
};
