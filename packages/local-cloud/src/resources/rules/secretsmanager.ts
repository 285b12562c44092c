import type { Properties, ResourceRules } from "../resource-type";
import { found } from "./found";
import { existing, nameOf, refuse } from "./refuse";

// What replaces a resource, and defaults: `ForceNew` and `Default` in the schemas of the provider, terraform-provider-aws
// `internal/service/secretsmanager`.

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html and …/API_DeleteSecret.html */
export const secretRules: ResourceRules = {
    replaces: ["name", "namePrefix"],
    defaults: { forceOverwriteReplicaSecret: false, recoveryWindowInDays: 30 },
    documents: ["policy"],
    unique: true,
    check: refuse({
        name: nameOf(1, 512, /^[\w/+=.@-]+$/, "letters, digits and any of /_+=.@-"),
        recoveryWindowInDays: (days) =>
            days === 0 || (Number.isInteger(days) && Number(days) >= 7 && Number(days) <= 30)
                ? undefined
                : `is ${String(days)}: it must be 0 or a whole number from 7 to 30`,
        description: (text) => (String(text).length > 2048 ? "has more than 2048 characters" : undefined),
    }),
    async read({ id }, cloud) {
        const secret = await found(() => cloud.call<Properties>(cloud.secrets, "DescribeSecret", { SecretId: id }));
        // Marked for deletion is deleted, for whoever wants to use it.
        return secret === undefined || secret.DeletedDate !== undefined
            ? undefined
            : { description: secret.Description };
    },
};

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html. A version cannot change. */
export const secretVersionRules: ResourceRules = {
    required: ["secretId"],
    replaces: ["secretId", "secretString", "secretBinary", "secretStringWoVersion"],
    sets: ["versionStages"],
    async check(inputs, context) {
        const refusals = await refuse({ secretId: existing("secret", () => undefined) })(inputs, context);
        const both = inputs.secretString !== undefined && inputs.secretBinary !== undefined;
        return both ? [...refusals, { property: "secretString", reason: "conflicts with secretBinary" }] : refusals;
    },
    async read({ inputs, outputs }, cloud) {
        const version = await found(() =>
            cloud.call<Properties>(cloud.secrets, "GetSecretValue", {
                SecretId: inputs.secretId,
                VersionId: outputs.versionId,
            }),
        );
        return version && {};
    },
};
