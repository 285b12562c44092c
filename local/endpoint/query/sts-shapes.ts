import { type QueryShapes, strings, structure } from "../shape";

/** https://docs.aws.amazon.com/STS/latest/APIReference/ */
export const stsShapes: QueryShapes = {
    targetPrefix: "AWSSecurityTokenServiceV20110615",
    apiVersion: "2011-06-15",
    xmlNamespace: "https://sts.amazonaws.com/doc/2011-06-15/",
    operations: {
        GetCallerIdentity: { input: structure({}), output: structure(strings("UserId", "Account", "Arn")) },
    },
};
