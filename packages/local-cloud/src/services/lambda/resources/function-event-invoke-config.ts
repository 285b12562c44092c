import { refuse, wholeNumber } from "../../../resources/refuse";
import type { Properties, ResourceType } from "../../../resources/resource-type";
import { existingFunction, failureQueue, functionName } from "./function-name";

/** https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionEventInvokeConfig.html */
export const definition: ResourceType = {
    type: "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig",
    required: ["functionName"],
    replaces: ["functionName", "qualifier"],
    defaults: { maximumRetryAttempts: 2 },
    check: refuse({
        functionName: existingFunction,
        maximumRetryAttempts: wholeNumber(0, 2),
        maximumEventAgeInSeconds: wholeNumber(60, 21_600),
        "destinationConfig.onFailure.destination": failureQueue,
        "destinationConfig.onSuccess": () => "the local cloud sends no records of successes",
    }),
    outputs: ({ inputs }) => ({ id: inputs.functionName as string, outputs: { ...inputs } }),
    // Nothing but the program changes what stands.
    read: async ({ inputs }, cloud) =>
        cloud.lambda.find(functionName(inputs.functionName as string))?.eventInvokeConfig && {},
    async create({ inputs }, cloud) {
        const destinations = inputs.destinationConfig as Record<string, Properties | undefined> | undefined;
        await cloud.lambda.putEventInvokeConfig(functionName(inputs.functionName as string), {
            maximumRetryAttempts: inputs.maximumRetryAttempts as number | undefined,
            maximumEventAgeSeconds: inputs.maximumEventAgeInSeconds as number | undefined,
            onFailureArn: destinations?.onFailure?.destination as string | undefined,
        });
    },
    async delete({ inputs }, cloud) {
        await cloud.lambda.deleteEventInvokeConfig(functionName(inputs.functionName as string));
    },
};
