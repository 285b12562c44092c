import { notHere, refuse, validName } from "../../../resources/refuse";
import type { Properties, ResourceType } from "../../../resources/resource-type";
import { taggedOutputs } from "../../../resources/tagged-outputs";
import { withLogRoleRemedy } from "./log-role-remedy";

/** https://docs.aws.amazon.com/apigateway/latest/api/API_CreateStage.html */
export const definition: ResourceType = {
    type: "aws:apigateway/stage:Stage",
    required: ["restApi", "deployment", "stageName"],
    replaces: ["restApi", "stageName"],
    defaults: { "canarySettings.percentTraffic": 0 },
    unique: true,
    check: refuse({
        ...notHere("variables"),
        stageName: validName(1, 128, /^[a-zA-Z0-9_-]+$/, "letters, digits, hyphens and underscores"),
    }),
    outputs: ({ inputs }, { region, accountId, gatewayUrl }) => ({
        id: `ags-${inputs.restApi}-${inputs.stageName}`,
        outputs: taggedOutputs(
            inputs,
            `arn:aws:apigateway:${region}::/restapis/${inputs.restApi}/stages/${inputs.stageName}`,
            {
                executionArn: `arn:aws:execute-api:${region}:${accountId}:${inputs.restApi}/${inputs.stageName}`,
                // Without the stage, as under a custom domain with a base path mapping; with it works too.
                invokeUrl: gatewayUrl,
            },
        ),
    }),
    async read({ inputs }, cloud) {
        return cloud.gateway.getStage(inputs.restApi as string, inputs.stageName as string) && {};
    },
    async create({ inputs }, cloud) {
        const accessLog = inputs.accessLogSettings as Properties | undefined;
        await withLogRoleRemedy(
            cloud.gateway.putStage(inputs.restApi as string, inputs.stageName as string, {
                deploymentId: inputs.deployment as string,
                tracing: inputs.xrayTracingEnabled === true,
                accessLog: accessLog && {
                    format: accessLog.format as string,
                    // arn:aws:logs:region:account:log-group:NAME
                    logGroup: (accessLog.destinationArn as string).split(":")[6] ?? "",
                },
            }),
        );
    },
    async delete({ inputs }, cloud) {
        await cloud.gateway.deleteStage(inputs.restApi as string, inputs.stageName as string);
    },
};
