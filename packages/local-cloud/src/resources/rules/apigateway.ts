import { parseBody } from "../../services/apigateway/parse-body";
import { parsePolicy } from "../../services/iam/parse-policy";
import type { ResourceRules } from "../resource-type";
import { accepted, existingArn, nameOf, oneOf, refuse } from "./refuse";

// What replaces a resource, and defaults: `ForceNew` and `Default` in the schemas of the provider, terraform-provider-aws
// `internal/service/apigateway`.

const resourcePolicy = accepted((text) => parsePolicy(text, "resource"));

/** https://docs.aws.amazon.com/apigateway/latest/api/API_CreateRestApi.html */
export const restApiRules: ResourceRules = {
    defaults: { putRestApiMode: "overwrite" },
    documents: ["body", "policy"],
    check: refuse({
        body: (text, { name }) => {
            try {
                parseBody(String(name ?? "the API"), String(text));
                return undefined;
            } catch (error) {
                return (error as Error).message;
            }
        },
        policy: (policy, inputs, context) => (policy === "" ? undefined : resourcePolicy(policy, inputs, context)),
        minimumCompressionSize: (size) =>
            size === ""
                ? undefined
                : Number(size) >= 0 && Number(size) <= 10_485_760
                  ? undefined
                  : `is ${String(size)}: it must be from 0 to 10485760`,
    }),
    async read({ id, inputs }, cloud) {
        const api = cloud.gateway.getRestApi(id);
        return api && (inputs.policy ? { policy: api.policy } : {});
    },
};

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies.html */
export const restApiPolicyRules: ResourceRules = {
    required: ["restApiId", "policy"],
    replaces: ["restApiId"],
    documents: ["policy"],
    check: refuse({ policy: resourcePolicy }),
    async read({ inputs }, cloud) {
        const policy = cloud.gateway.getRestApi(inputs.restApiId as string)?.policy;
        return policy === undefined ? undefined : { policy };
    },
};

/** https://docs.aws.amazon.com/apigateway/latest/api/API_CreateDeployment.html. A deployment is a snapshot. */
export const deploymentRules: ResourceRules = {
    required: ["restApi"],
    replaces: ["restApi", "triggers", "variables"],
};

/** https://docs.aws.amazon.com/apigateway/latest/api/API_CreateStage.html */
export const stageRules: ResourceRules = {
    required: ["restApi", "deployment", "stageName"],
    replaces: ["restApi", "stageName"],
    defaults: { "canarySettings.percentTraffic": 0 },
    unique: true,
    check: refuse({ stageName: nameOf(1, 128, /^[a-zA-Z0-9_-]+$/, "letters, digits, hyphens and underscores") }),
    async read({ inputs }, cloud) {
        const settings = cloud.gateway.getStage(inputs.restApi as string, inputs.stageName as string);
        return settings && {};
    },
};

/** https://docs.aws.amazon.com/apigateway/latest/api/API_UpdateAccount.html. The account is always there. */
export const accountRules: ResourceRules = {
    check: refuse({ cloudwatchRoleArn: existingArn }),
    read: (_resource, cloud) => Promise.resolve({ cloudwatchRoleArn: cloud.gateway.account.cloudwatchRoleArn }),
};

/** https://docs.aws.amazon.com/apigateway/latest/api/API_MethodSetting.html */
export const methodSettingsRules: ResourceRules = {
    required: ["restApi", "stageName", "methodPath", "settings"],
    replaces: ["restApi", "stageName", "methodPath"],
    check: refuse({ "settings.loggingLevel": oneOf("OFF", "ERROR", "INFO") }),
    // None of its own: the account's limits.
    defaults: { "settings.throttlingBurstLimit": -1, "settings.throttlingRateLimit": -1 },
};
