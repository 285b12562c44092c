import type { Account } from "../service";

/** The bus that every account has, and that is meant where none is named. */
export const defaultBus = "default";

/**
 * The ARNs of EventBridge's resources, as the service authorization reference gives them
 * (https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoneventbridge.html).
 */
export class Arns {
    private readonly prefix: string;
    private readonly region: string;

    constructor(account: Account) {
        this.region = account.region;
        this.prefix = `arn:aws:events:${account.region}:${account.accountId}:`;
    }

    bus(name: string): string {
        return `${this.prefix}event-bus/${name}`;
    }

    /** A rule on the default bus has no bus in its ARN. */
    rule(bus: string, name: string): string {
        return bus === defaultBus ? `${this.prefix}rule/${name}` : `${this.prefix}rule/${bus}/${name}`;
    }

    archive(name: string): string {
        return `${this.prefix}archive/${name}`;
    }

    replay(name: string): string {
        return `${this.prefix}replay/${name}`;
    }

    /** A partner's event source is the partner's, so its ARN has no account. */
    eventSource(name: string): string {
        return `arn:aws:events:${this.region}::event-source/${name}`;
    }

    /** The bus's name in a parameter that takes a name or an ARN; the default bus when there is none. */
    busName(nameOrArn: string | undefined): string {
        const prefix = this.bus("");
        return nameOrArn?.startsWith(prefix) === true ? nameOrArn.slice(prefix.length) : (nameOrArn ?? defaultBus);
    }

    /** The archive's name in its ARN; undefined when `arn` is no archive's of this account and region. */
    archiveName(arn: string): string | undefined {
        const prefix = this.archive("");
        return arn.startsWith(prefix) ? arn.slice(prefix.length) : undefined;
    }
}
