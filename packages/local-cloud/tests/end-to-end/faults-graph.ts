import type { ResourceGraph } from "../../src/evaluation/messages";
import { declaredResource } from "../../src/resources/declared-resource";
import type { Place, Properties, Resource } from "../../src/resources/resource-type";

/** A program's resources, written down without a program. */
export class FaultsGraph implements ResourceGraph {
    readonly resources: Resource[] = [];
    readonly outputs = {};

    constructor(private readonly place: Place) {}

    /** @param type the part of Pulumi's type token after `aws:` */
    add(type: string, name: string, inputs: Properties): Resource {
        const declared = { urn: `urn:pulumi:test::faults::aws:${type}::${name}`, type: `aws:${type}`, name, inputs };
        const resource = declaredResource(declared, this.place);
        this.resources.push(resource);
        return resource;
    }

    /** A role that a function has, and may do `statements` with besides writing its log. */
    role(name: string, statements: readonly { Action: string; Resource: string }[] = []): Resource {
        const role = this.add("iam/role:Role", name, {
            name,
            assumeRolePolicy: policy({ Action: "sts:AssumeRole", Principal: { Service: "lambda.amazonaws.com" } }),
        });
        const log = { Action: "logs:*", Resource: "*" };
        this.add("iam/rolePolicy:RolePolicy", name, { name, role: name, policy: policy(log, ...statements) });
        return role;
    }

    queue(name: string, settings: Properties = {}): Resource {
        return this.add("sqs/queue:Queue", name, { name, ...settings });
    }

    /** A queue that EventBridge may send to. */
    openQueue(name: string, settings: Properties = {}): Resource {
        const queue = this.queue(name, settings);
        this.add("sqs/queuePolicy:QueuePolicy", name, {
            queueUrl: queue.outputs.url as string,
            policy: policy({
                Principal: { Service: "events.amazonaws.com" },
                Action: "sqs:SendMessage",
                Resource: readArn(queue),
            }),
        });
        return queue;
    }

    /** @param source the body of `index.js` */
    function(name: string, role: Resource, source: string, settings: Properties = {}): Resource {
        return this.add("lambda/function:Function", name, {
            name,
            role: readArn(role),
            runtime: "nodejs22.x",
            handler: "index.handler",
            code: { files: { "index.js": Buffer.from(source).toString("base64") } },
            ...settings,
        });
    }

    /** A rule on `bus` with one target. */
    rule(
        bus: Resource,
        name: string,
        pattern: object,
        target: Properties & { arn: string },
        settings: Properties = {},
    ): Resource {
        const rule = this.add("cloudwatch/eventRule:EventRule", name, {
            name,
            eventBusName: bus.id,
            eventPattern: JSON.stringify(pattern),
            ...settings,
        });
        this.add("cloudwatch/eventTarget:EventTarget", name, {
            rule: name,
            eventBusName: bus.id,
            targetId: name,
            ...target,
        });
        return rule;
    }

    /** Lets the rule invoke the function. */
    permission(rule: Resource, target: Resource): void {
        this.add("lambda/permission:Permission", rule.name, {
            statementId: rule.name,
            action: "lambda:InvokeFunction",
            function: target.id,
            principal: "events.amazonaws.com",
            sourceArn: readArn(rule),
        });
    }
}

export function readArn(resource: Resource): string {
    return resource.outputs.arn as string;
}

function policy(...statements: readonly object[]): string {
    const allowed = statements.map((statement) => ({ Effect: "Allow", ...statement }));
    return JSON.stringify({ Version: "2012-10-17", Statement: allowed });
}
