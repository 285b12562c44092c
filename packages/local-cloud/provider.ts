/** The local cloud as Pulumi's `aws` provider, for the real engine. */
export { AwsProvider, type AwsProviderDeps, type KnownResource } from "./src/provider";
export { ProviderServer } from "./src/provider/server";
export { resourceType } from "./src/resources/table";
