import { callAsOwner } from "../call-as-owner";
import type { Registration, ServiceDeps } from "../registration";
import { Sns } from "./sns";

export function registerSns({ store, clock, account, target, observe }: ServiceDeps): Registration<Sns> {
    const service = new Sns({ store, clock, account, target, observe });
    return {
        service,
        json: service,
        arnService: "sns",
        target: service,
        look: (_resource, arn) => callAsOwner(service, "GetTopicAttributes", { TopicArn: arn }),
        lifecycle: service,
    };
}
