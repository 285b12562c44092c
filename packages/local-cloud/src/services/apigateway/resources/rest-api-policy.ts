import { policyText, resourcePolicy } from "../../../resources/policies";
import { refuse } from "../../../resources/refuse";
import type { ResourceType } from "../../../resources/resource-type";

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies.html */
export const definition: ResourceType = {
    type: "aws:apigateway/restApiPolicy:RestApiPolicy",
    required: ["restApiId", "policy"],
    replaces: ["restApiId"],
    documents: ["policy"],
    check: refuse({ policy: resourcePolicy }),
    outputs: ({ inputs }) => ({ id: inputs.restApiId as string, outputs: { ...inputs } }),
    async read({ inputs }, cloud) {
        const policy = cloud.gateway.getRestApi(inputs.restApiId as string)?.policy;
        return policy === undefined ? undefined : { policy };
    },
    async create({ inputs }, cloud) {
        await cloud.gateway.putRestApiPolicy(inputs.restApiId as string, policyText(inputs.policy));
    },
    async delete({ inputs }, cloud) {
        await cloud.gateway.putRestApiPolicy(inputs.restApiId as string, undefined);
    },
};
