import { registerApiGateway } from "./services/apigateway/register";
import { registerCloudWatch } from "./services/cloudwatch/register";
import { registerDynamoDb } from "./services/dynamodb/register";
import { registerEventBridge } from "./services/eventbridge/register";
import { registerIam } from "./services/iam/register";
import { registerLambda } from "./services/lambda/register";
import { registerLogs } from "./services/logs/register";
import type { Registration, ServiceDeps } from "./services/registration";
import { registerSecretsManager } from "./services/secretsmanager/register";
import { registerSns } from "./services/sns/register";
import { registerSqs } from "./services/sqs/register";

/** The services by their names in the cloud, each after those that it needs, and delivers to. They start in this order. */
const registers = {
    cloudwatch: registerCloudWatch,
    logs: registerLogs,
    iam: registerIam,
    secrets: registerSecretsManager,
    dynamodb: registerDynamoDb,
    sqs: registerSqs,
    sns: registerSns,
    lambda: registerLambda,
    events: registerEventBridge,
    gateway: registerApiGateway,
};

/** Every service of the local cloud, by name: `cloud.sqs`. */
export type Services = { readonly [Name in keyof typeof registers]: ReturnType<(typeof registers)[Name]>["service"] };

/** Makes the services, and tells what they offer. */
export function registerServices(deps: ServiceDeps): { services: Services; registrations: Registration[] } {
    const services: Record<string, object> = {};
    const registrations = Object.entries(registers).map(([name, register]) => {
        const registration = register(deps, services as Services);
        services[name] = registration.service;
        return registration;
    });
    return { services: services as Services, registrations };
}

/** An object with the services as its properties, which are known from the list above alone. */
export const ServiceProperties = class {
    constructor(services: Services) {
        Object.assign(this, services);
    }
} as new (services: Services) => Services;
