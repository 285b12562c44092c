import type { ResourceType } from "../../../resources/resource-type";
import { shortId } from "./short-id";

/**
 * A snapshot of the API: of its resource policy. What it serves, a stage has as the API is.
 *
 * https://docs.aws.amazon.com/apigateway/latest/api/API_CreateDeployment.html
 */
export const definition: ResourceType = {
    type: "aws:apigateway/deployment:Deployment",
    required: ["restApi"],
    replaces: ["restApi", "triggers", "variables"],
    outputs: ({ urn, inputs }) => ({
        id: shortId(urn + JSON.stringify([inputs.variables ?? {}, inputs.triggers ?? {}])),
        outputs: { ...inputs },
    }),
    async create({ id, inputs }, cloud) {
        await cloud.gateway.putDeployment(inputs.restApi as string, id);
    },
    async delete({ id }, cloud) {
        await cloud.gateway.deleteDeployment(id);
    },
};
