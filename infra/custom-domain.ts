import * as aws from "@pulumi/aws";
import type * as apigateway from "@pulumi/awsx/classic/apigateway";
import * as pulumi from "@pulumi/pulumi";

export interface CustomDomainArgs {
    /** Fully qualified, such as `webhooks.example.com`. */
    domainName: string;
    /** An ACM certificate for it, in the stack's region. */
    certificateArn: string;
}

/**
 * A domain for an API. Its DNS record is its owner's: an alias or CNAME to the `regionalDomainName` that
 * `aws apigateway get-domain-name --domain-name NAME` shows.
 */
export class CustomDomain extends pulumi.ComponentResource {
    /** With a slash at its end. */
    readonly url: pulumi.Output<string>;

    constructor(
        name: string,
        args: CustomDomainArgs & { api: apigateway.API; protect: boolean },
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super("stripe-eventbridge:index:CustomDomain", name, {}, opts);
        const { domainName, certificateArn, api, protect } = args;
        const domain = new aws.apigateway.DomainName(
            name,
            {
                domainName,
                regionalCertificateArn: certificateArn,
                endpointConfiguration: { types: "REGIONAL" },
                securityPolicy: "TLS_1_2",
            },
            { parent: this, protect },
        );
        const mapping = new aws.apigateway.BasePathMapping(
            name,
            { domainName: domain.domainName, restApi: api.restAPI.id, stageName: api.stage.stageName },
            { parent: this, protect },
        );
        this.url = pulumi.interpolate`https://${mapping.domainName}/`;
        this.registerOutputs({ url: this.url });
    }
}
