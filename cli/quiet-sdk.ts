// AWS's SDK warns on Node 20 of versions to come; the lockfile decides which version this is.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
