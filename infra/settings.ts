import * as pulumi from "@pulumi/pulumi";
import { isIP } from "node:net";

import { readAlarmSettings, type AlarmSettings } from "./alarm-settings";
import { readKmsKey } from "./kms-key";
import { readPartnerEventSource } from "./partner-event-source";
import { readChoice, readFlag, readRequired, readWholeNumber, wrongSetting } from "./setting-values";
import { readSigningSecrets } from "./signing-secrets";

/** Days for which CloudWatch can keep logs (PutRetentionPolicy, Amazon CloudWatch Logs API reference). */
const logRetentions = [
    1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

/** The stack's settings. `Pulumi.yaml` describes each key and holds the defaults. */
export interface Settings extends AlarmSettings {
    /** Whether Stripe's events may come by a webhook. */
    webhook: boolean;
    /** The name of the event source by which Stripe's events come, too: that of an Amazon EventBridge destination. */
    partnerEventSource?: string;
    /** Stripe's signing secret for the endpoint, `whsec_…`; not given where the stack registers its endpoint itself. */
    signingSecret?: pulumi.Output<string>;
    /** Signing secrets of further endpoints with the same URL, or of all, by their names. */
    signingSecrets?: pulumi.Output<Record<string, string>>;
    /** Whether the stack registers its endpoint at Stripe itself. */
    registerEndpoint: boolean;
    /**
     * A Stripe API key that may read; with it, what events leave open is settled by asking Stripe. One that may write webhook
     * endpoints where the stack registers its endpoint itself.
     */
    stripeApiKey?: pulumi.Output<string>;
    /** Whether the stack takes events of Stripe's live mode or of its test mode. */
    livemode: boolean;
    /** How long the archive keeps events, in days. */
    archiveDays: number;
    /** How long CloudWatch keeps log lines, in days. */
    logDays: number;
    /** How long the ledger remembers an event, in days. */
    ledgerDays: number;
    /** Whether what holds data or the webhook's URL refuses to be deleted: tables, secrets, archive, API and domain. */
    protect: boolean;
    /** How long it is from one look for missed events to the next, in minutes; only with `stripeApiKey`. */
    recoverEveryMinutes: number;
    /** The hour of the day, in UTC, at which a part of the state is compared with Stripe; only with `stripeApiKey`. */
    reconcileHourUtc: number;
    /** Whether what Stripe has is written where the state differs. */
    reconcileRepairs: boolean;
    /** How far a signature's timestamp may be from now, either way, in seconds. */
    toleranceSeconds: number;
    /**
     * Requests a second that API Gateway lets in on average. The default is about what ten concurrent receivers answer,
     * which is all that a new account may run, at a tenth of a second each.
     */
    requestsPerSecond: number;
    /** Requests that API Gateway lets in at once. */
    burstRequests: number;
    /** Whether this stack sets the account's role for API Gateway's logs, which the region has only one of. */
    manageApiGatewayLogs: boolean;
    /** Who may call the webhook, as addresses or CIDR blocks; everyone when not given. */
    allowedCidrs?: string[];
    /** A domain of the stack's own for the webhook. */
    customDomain?: CustomDomain;
    /** A key of your own that encrypts what AWS keeps of events: bus, archive, tables, queues, secrets and logs. */
    kmsKeyArn?: string;
}

export interface CustomDomain {
    /** Fully qualified, such as `webhooks.example.com`. */
    domainName: string;
    /** An ACM certificate for it, in the stack's region. */
    certificateArn: string;
}

/**
 * Reads and checks the stack's settings.
 *
 * @throws pulumi.RunError naming the setting, what is wrong with it, and the command that mends it
 */
export function readSettings(): Settings {
    const config = new pulumi.Config();
    const region = requireRegion();
    const stripeApiKey = readApiKey(config);
    const alarmSettings = readAlarmSettings(config, region);
    const allowedCidrs = readAllowedCidrs(config);
    const customDomain = readCustomDomain(config, region);
    const kmsKeyArn = readKmsKey(config, region);
    const livemode = readChoice(config, "mode", ["test", "live"]) === "live";
    const partnerEventSource = readPartnerEventSource(config, { region, livemode });
    const webhook = readFlag(config, "webhook");
    const registerEndpoint = readFlag(config, "registerEndpoint");
    checkDoors({ webhook, partnerEventSource, registerEndpoint });
    return {
        webhook,
        ...(partnerEventSource && { partnerEventSource }),
        ...(webhook && readSigningSecrets(config, { registerEndpoint, stripeApiKey })),
        registerEndpoint,
        ...(stripeApiKey && { stripeApiKey }),
        livemode,
        archiveDays: readWholeNumber(config, "archiveDays", { from: 1, to: 3650 }),
        logDays: logRetention(config),
        // Stripe resends and lists events for 30 days; the ledger must outlive that to know a duplicate.
        ledgerDays: readWholeNumber(config, "ledgerDays", { from: 31, to: 3650 }),
        protect: readFlag(config, "protect"),
        // An alarm looks over three intervals, which CloudWatch lets be a day long at most.
        recoverEveryMinutes: readWholeNumber(config, "recoverEveryMinutes", { from: 5, to: 360 }),
        reconcileHourUtc: readWholeNumber(config, "reconcileHourUtc", { from: 0, to: 23 }),
        reconcileRepairs: readFlag(config, "reconcileRepairs"),
        toleranceSeconds: readWholeNumber(config, "toleranceSeconds", { from: 1, to: 3600 }),
        requestsPerSecond: readWholeNumber(config, "requestsPerSecond", { from: 1, to: 10_000 }),
        burstRequests: readWholeNumber(config, "burstRequests", { from: 1, to: 5_000 }),
        manageApiGatewayLogs: readFlag(config, "manageApiGatewayLogs"),
        ...(kmsKeyArn && { kmsKeyArn }),
        ...alarmSettings,
        ...(allowedCidrs && { allowedCidrs }),
        ...(customDomain && { customDomain }),
    };
}

/** Events must have a way in, and an endpoint needs the webhook. */
function checkDoors({
    webhook,
    partnerEventSource,
    registerEndpoint,
}: Pick<Settings, "webhook" | "partnerEventSource" | "registerEndpoint">): void {
    if (!webhook && partnerEventSource === undefined) {
        throw new pulumi.RunError(
            'webhook is false, but partnerEventSource is not set, and no event could come in: run "pulumi config set ' +
                'partnerEventSource" with the name that Stripe shows for an Amazon EventBridge destination, or "pulumi config ' +
                'set webhook true"',
        );
    }
    if (!webhook && registerEndpoint) {
        throw new pulumi.RunError(
            'registerEndpoint is true, but webhook is false, and there is no endpoint to register: run "pulumi config set ' +
                'registerEndpoint false", or "pulumi config set webhook true"',
        );
    }
}

/** Regions of AWS's other partitions: GovCloud, China, the isolated ones, the European Sovereign Cloud. */
const otherPartitions = /^(us-gov|cn|(us|eu)-iso[a-z]*|eusc)-/;

/** awsx's API Gateway component writes it into the integration's URI, under the partition `aws`. */
function requireRegion(): string {
    const region = new pulumi.Config("aws").get("region");
    if (!region) {
        throw new pulumi.RunError(
            'aws:region is not set: run "pulumi config set aws:region us-east-1" (or your region)',
        );
    }
    if (otherPartitions.test(region)) {
        throw wrongSetting(
            "aws:region",
            region,
            "a region of AWS's commercial partition, the only one supported",
            "us-east-1",
        );
    }
    return region;
}

function readApiKey(config: pulumi.Config): pulumi.Output<string> | undefined {
    return config.getSecret("stripeApiKey")?.apply((value) => {
        if (!/^(sk|rk)_(test|live)_\S+$/.test(value)) {
            throw new pulumi.RunError(
                `stripeApiKey does not look like Stripe's (rk_… or sk_…): run "pulumi config set --secret stripeApiKey ` +
                    `rk_…" with a restricted key that may read, or "pulumi config rm stripeApiKey"`,
            );
        }
        return value;
    });
}

/** Separated by commas, or a list as `pulumi config set --path` makes it. */
function readAllowedCidrs(config: pulumi.Config): string[] | undefined {
    const text = config.get("allowedCidrs");
    if (text === undefined) {
        return undefined;
    }
    const entries = listIn(text);
    if (entries.length === 0 || !entries.every(isCidr)) {
        throw wrongSetting(
            "allowedCidrs",
            text,
            "IP addresses or CIDR blocks, separated by commas",
            "3.18.12.63/32,3.130.192.231/32",
        );
    }
    return entries;
}

function listIn(text: string): string[] {
    try {
        const list = JSON.parse(text) as unknown;
        return Array.isArray(list) ? list.map(String) : [text];
    } catch {
        return text.split(",").map((entry) => entry.trim());
    }
}

function isCidr(entry: string): boolean {
    const [address = "", prefix, ...rest] = entry.split("/");
    const longest = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1;
    return rest.length === 0 && longest > 0 && (prefix === undefined || (/^\d+$/.test(prefix) && +prefix <= longest));
}

/** API Gateway takes a certificate of its own region alone, and one domain without a certificate not at all. */
function readCustomDomain(config: pulumi.Config, region: string): CustomDomain | undefined {
    const domainName = config.get("domainName");
    const certificateArn = config.get("certificateArn");
    if (domainName === undefined && certificateArn === undefined) {
        return undefined;
    }
    if (!/^(?=.{1,253}$)([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/.test(domainName ?? "")) {
        throw wrongSetting(
            "domainName",
            domainName ?? "",
            "the name that certificateArn is for, in lower case",
            "webhooks.example.com",
        );
    }
    if (!new RegExp(`^arn:aws:acm:${region}:\\d{12}:certificate/[\\w-]+$`).test(certificateArn ?? "")) {
        throw wrongSetting(
            "certificateArn",
            certificateArn ?? "",
            `the ARN of domainName's certificate in ${region}`,
            `arn:aws:acm:${region}:123456789012:certificate/ID`,
        );
    }
    return { domainName, certificateArn } as CustomDomain;
}

function logRetention(config: pulumi.Config): number {
    const text = readRequired(config, "logDays");
    if (!logRetentions.map(String).includes(text)) {
        throw wrongSetting("logDays", text, `one that CloudWatch has: ${logRetentions.join(", ")}`, "30");
    }
    return Number(text);
}
