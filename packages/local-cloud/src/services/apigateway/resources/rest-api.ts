import { policyText, resourcePolicy } from "../../../resources/policies";
import { accepted, notHere, refuse } from "../../../resources/refuse";
import type { ResourceType } from "../../../resources/resource-type";
import { taggedOutputs } from "../../../resources/tagged-outputs";
import { parseBody } from "../parse-body";
import { shortId } from "./short-id";

/** https://docs.aws.amazon.com/apigateway/latest/api/API_CreateRestApi.html */
export const definition: ResourceType = {
    type: "aws:apigateway/restApi:RestApi",
    defaults: { putRestApiMode: "overwrite" },
    documents: ["body", "policy"],
    autoName: { property: "name", maxLength: 1024 },
    check: refuse({
        body: (body, { name }, ...rest) =>
            accepted((text) => parseBody(String(name ?? "the API"), text))(body, {}, ...rest),
        ...notHere("minimumCompressionSize"),
        policy: (policy, inputs, context) => (policy === "" ? undefined : resourcePolicy(policy, inputs, context)),
    }),
    outputs: ({ urn, inputs }, { region, accountId }) => {
        const id = shortId(urn);
        return {
            id,
            outputs: taggedOutputs(inputs, `arn:aws:apigateway:${region}::/restapis/${id}`, {
                executionArn: `arn:aws:execute-api:${region}:${accountId}:${id}`,
                rootResourceId: shortId(`${urn}/`),
                apiKeySource: inputs.apiKeySource ?? "HEADER",
                binaryMediaTypes: inputs.binaryMediaTypes ?? [],
                endpointConfiguration: inputs.endpointConfiguration ?? { types: "EDGE" },
                minimumCompressionSize: inputs.minimumCompressionSize ?? "",
                policy: inputs.policy ?? "",
                disableExecuteApiEndpoint: inputs.disableExecuteApiEndpoint ?? false,
            }),
        };
    },
    async read({ id, inputs }, cloud) {
        const api = cloud.gateway.getRestApi(id);
        return api && (inputs.policy ? { policy: api.policy } : {});
    },
    async create({ name, id, inputs }, cloud) {
        if (typeof inputs.body !== "string") {
            throw new Error(`REST API "${name}" has no OpenAPI body: the local cloud takes routes from the body alone`);
        }
        await cloud.gateway.putRestApi(id, {
            name: inputs.name as string,
            body: inputs.body,
            policy: inputs.policy ? policyText(inputs.policy) : undefined,
            binaryMediaTypes: (inputs.binaryMediaTypes ?? []) as string[],
        });
    },
    async delete({ id }, cloud) {
        await cloud.gateway.deleteRestApi(id);
    },
};
