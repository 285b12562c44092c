import { expect } from "chai";

import { Store } from "../../../src/store";
import { failure } from "../../../src/testing/failure";
import { body, type Gateway, logRoleArn, startGateway } from "./gateway-fixture";

const accessLog = { format: "$context.status", logGroup: "requests" };

describe("API Gateway's role for logs, one for the account and region", () => {
    let store: Store;
    let gateway: Gateway;

    beforeEach(async () => {
        store = Store.open(undefined);
        gateway = await startGateway(store);
        await gateway.api.putRestApi("api1", { name: "one", body: body(["GET /"]) });
    });

    afterEach(async () => {
        await gateway.api.stop();
        store.close();
    });

    it("must be set before a stage logs its requests, or its executions", async () => {
        const access = await failure(gateway.api.putStage("api1", "v1", { accessLog }));
        await gateway.api.putStage("api1", "v1");
        const execution = await failure(gateway.api.putMethodSettings("api1", "v1", { loggingLevel: "INFO" }));
        await gateway.api.putMethodSettings("api1", "v1", { loggingLevel: "OFF" });

        const refusal = {
            name: "BadRequestException",
            message: "CloudWatch Logs role ARN must be set in account settings to enable logging",
        };
        expect(access).to.include(refusal);
        expect(execution).to.include(refusal);
    });

    it("lets stages log once it is set, also after a restart", async () => {
        await gateway.api.account.putCloudwatchRole(logRoleArn);
        await gateway.api.stop();
        gateway = await startGateway(store);
        await gateway.api.putRestApi("api1", { name: "one", body: body(["GET /"]) });

        await gateway.api.putStage("api1", "v1", { accessLog });
        await gateway.send("GET /");

        expect(gateway.logLines).to.deep.equal([{ group: "requests", message: "200" }]);
    });

    it("must let API Gateway in and write logs", async () => {
        const error = await failure(gateway.api.account.putCloudwatchRole("arn:aws:iam::123456789012:role/other"));

        expect(error).to.include({ name: "BadRequestException" });
        expect(error.message).to.match(/^The role ARN does not have required permissions configured/);
        expect(gateway.api.account.cloudwatchRoleArn).to.equal(undefined);
    });
});
