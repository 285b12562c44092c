import { expect } from "chai";

import { Cloud } from "../../src/cloud";
import { AwsProvider } from "../../src/provider";
import type { Resource } from "../../src/resources/resource-type";
import { FaultsGraph, readArn } from "../end-to-end/faults-graph";
import { makeUrn } from "../provider/made-resource";

const openApi = JSON.stringify({ swagger: "2.0", info: { title: "api", version: "1" }, paths: {} });
const remedy =
    "CloudWatch Logs role ARN must be set in account settings to enable logging: declare an aws.apigateway.Account " +
    "with a cloudwatchRoleArn, which the stage depends on, or on AWS set the account's role once by hand";

describe("a stage with an access log", () => {
    let cloud: Cloud;
    let graph: FaultsGraph;

    beforeEach(async () => {
        cloud = await Cloud.start({ folder: undefined, gatewayPort: 0, awsPort: 0, region: "eu-west-1" });
        graph = new FaultsGraph(cloud.place);
    });
    afterEach(() => cloud.stop());

    function role(service: string, action: string): Resource {
        const added = graph.add("iam/role:Role", "logs", {
            name: "logs",
            assumeRolePolicy: JSON.stringify({
                Version: "2012-10-17",
                Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: service } }],
            }),
        });
        graph.add("iam/rolePolicy:RolePolicy", "logs", {
            name: "logs",
            role: "logs",
            policy: JSON.stringify({
                Version: "2012-10-17",
                Statement: [{ Effect: "Allow", Action: action, Resource: "*" }],
            }),
        });
        return added;
    }

    function account(logs: Resource): Resource {
        return graph.add("apigateway/account:Account", "account", { cloudwatchRoleArn: readArn(logs) });
    }

    function stage(): Resource {
        const api = graph.add("apigateway/restApi:RestApi", "api", { name: "api", body: openApi });
        return graph.add("apigateway/stage:Stage", "stage", {
            restApi: api.id,
            deployment: "d",
            stageName: "v1",
            accessLogSettings: {
                destinationArn: "arn:aws:logs:eu-west-1:000000000000:log-group:requests",
                format: "$context.status",
            },
        });
    }

    const apply = () =>
        cloud.apply(graph).then(
            () => undefined,
            ({ message }: Error) => message,
        );

    it("is refused with the remedy, by either driver, while the account has no role for logs", async () => {
        const { inputs } = stage();
        const provider = new AwsProvider({ cloud, place: () => cloud.place });

        const reconciled = await apply();
        const created = await provider
            .create(makeUrn("aws:apigateway/stage:Stage", "other"), { ...inputs, stageName: "v2" })
            .catch(({ message }: Error) => message);

        expect(reconciled).to.equal(`aws:apigateway/stage:Stage "stage": ${remedy}`);
        expect(created).to.equal(remedy);
    });

    it("is taken once the account has one", async () => {
        account(role("apigateway.amazonaws.com", "logs:*"));
        stage();

        expect(await apply()).to.equal(undefined);
    });

    it("is not helped by an account whose role does not let API Gateway write logs", async () => {
        account(role("apigateway.amazonaws.com", "sqs:*"));

        expect(await apply()).to.match(/required permissions/);
    });

    it("is not helped by an account whose role does not let API Gateway in", async () => {
        account(role("lambda.amazonaws.com", "logs:*"));

        expect(await apply()).to.match(/required permissions/);
    });

    it("loses the role with the account's resource, unless that is retained on deletion", async () => {
        const roles: (string | undefined)[] = [];
        for (const retained of [false, true]) {
            graph = new FaultsGraph(cloud.place);
            const declared = account(role("apigateway.amazonaws.com", "logs:*"));
            declared.retained = retained;
            await cloud.apply(graph);
            graph = new FaultsGraph(cloud.place);
            role("apigateway.amazonaws.com", "logs:*");

            await cloud.apply(graph);

            roles.push(cloud.gateway.account.cloudwatchRoleArn);
        }

        expect(roles).to.deep.equal([undefined, "arn:aws:iam::000000000000:role/logs"]);
    });

    it("is told of as drift when the role is taken away by hand", async () => {
        const logs = role("apigateway.amazonaws.com", "logs:*");
        await cloud.apply(graph);
        const provider = new AwsProvider({ cloud, place: () => cloud.place });
        const urn = makeUrn("aws:apigateway/account:Account", "account");
        const { inputs } = await provider.check(urn, {}, { cloudwatchRoleArn: readArn(logs) });
        const known = { urn, inputs, ...(await provider.create(urn, inputs)) };
        await cloud.gateway.account.putCloudwatchRole(undefined);

        const found = await provider.read(known);

        expect(found?.inputs).to.not.have.property("cloudwatchRoleArn");
    });
});
