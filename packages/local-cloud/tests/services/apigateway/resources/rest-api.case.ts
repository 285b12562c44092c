import { apiBody, lambda, role } from "../../../provider/needed-resources";
import type { TypeCase } from "../../../provider/type-cases";

export const typeCase: TypeCase = {
    type: "aws:apigateway/restApi:RestApi",
    defaults: { adds: { putRestApiMode: "overwrite" } },
    life: {
        needs: () => [role, lambda],
        inputs: () => ({ name: "api-1", body: apiBody("/one") }),
        update: { body: apiBody("/two") },
        // Everything of an API changes in place.
        replace: {},
        look: async ({ cloud }, { id }) => {
            const found = cloud.gateway.getRestApi(id);
            return found && { paths: found.routes.map(({ path }) => path) };
        },
        shows: { created: { paths: ["/one"] }, updated: { paths: ["/two"] } },
    },
};
