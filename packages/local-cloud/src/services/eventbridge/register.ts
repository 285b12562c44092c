import { callAsOwner } from "../call-as-owner";
import type { Iam } from "../iam/iam";
import type { Registration, ServiceDeps } from "../registration";
import type { MetricSink } from "../service";
import { EventBridge } from "./event-bridge";

export function registerEventBridge(
    { store, clock, account, target, observe }: ServiceDeps,
    { cloudwatch, iam }: { cloudwatch: MetricSink; iam: Iam },
): Registration<EventBridge> {
    const service = new EventBridge({
        store,
        clock,
        account,
        metrics: cloudwatch,
        target,
        authorize: (...question) => iam.authorize(...question),
        mayAssume: (roleArn, servicePrincipal) => iam.mayAssume(roleArn, servicePrincipal),
        observe,
    });
    return {
        service,
        json: service,
        arnService: "events",
        target: service,
        look(resource, arn) {
            const [kind, ...names] = resource.split("/");
            switch (kind) {
                case "event-bus":
                    return callAsOwner(service, "DescribeEventBus", { Name: arn });
                case "rule":
                    return callAsOwner(service, "DescribeRule", {
                        Name: names.at(-1),
                        ...(names.length > 1 ? { EventBusName: names.slice(0, -1).join("/") } : {}),
                    });
                default:
                    return undefined;
            }
        },
        lifecycle: service,
        // It delivers what was pending.
        callsOthers: true,
    };
}
