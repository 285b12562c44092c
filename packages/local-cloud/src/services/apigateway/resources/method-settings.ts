import { oneOf, refuse } from "../../../resources/refuse";
import type { Properties, ResourceType } from "../../../resources/resource-type";
import { withLogRoleRemedy } from "./log-role-remedy";

/** https://docs.aws.amazon.com/apigateway/latest/api/API_MethodSetting.html */
export const definition: ResourceType = {
    type: "aws:apigateway/methodSettings:MethodSettings",
    required: ["restApi", "stageName", "methodPath", "settings"],
    replaces: ["restApi", "stageName", "methodPath"],
    // None of its own: the account's limits.
    defaults: { "settings.throttlingBurstLimit": -1, "settings.throttlingRateLimit": -1 },
    // Those of one method alone are not here.
    check: refuse({ methodPath: oneOf("*/*"), "settings.loggingLevel": oneOf("OFF", "ERROR", "INFO") }),
    outputs: ({ inputs }) => ({
        id: `${inputs.restApi}-${inputs.stageName}-${inputs.methodPath}`,
        outputs: { ...inputs },
    }),
    async create({ inputs }, cloud) {
        const settings = (inputs.settings ?? {}) as Properties;
        const { restApi, stageName } = inputs as Record<string, string>;
        await withLogRoleRemedy(cloud.gateway.putMethodSettings(restApi as string, stageName as string, settings));
    },
    async delete({ inputs }, cloud) {
        await cloud.gateway.putMethodSettings(inputs.restApi as string, inputs.stageName as string, undefined);
    },
};
