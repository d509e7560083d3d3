// swift-tools-version: 6.2
import PackageDescription

// A package of its own, as a user's would be: one small program per library product, and some more.

// The settings of the main package.
let strict = Context.environment["WAXWING_STRICT"] == "1"

let settings: [SwiftSetting] =
    [
        .swiftLanguageMode(.v6),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("InternalImportsByDefault"),
    ] + (strict ? [.treatAllWarnings(as: .error)] : [])

/// A program that shows one library; `with` names the products whose types it also touches.
func example(
    _ name: String, of library: String, with others: [String] = [], and foreign: [Target.Dependency] = []
) -> Target {
    .executableTarget(
        name: name,
        dependencies: ([library] + others).map { .product(name: $0, package: "waxwing") } + foreign,
        swiftSettings: settings
    )
}

let package = Package(
    name: "Examples",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(name: "waxwing", path: ".."), .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
    ],
    targets: [
        example("parse-address", of: "MailAddressing"),
        example("read-header", of: "InternetMessage", with: ["MailAddressing"]),
        example("read-message", of: "InternetMessage", with: ["MailAddressing"]),
        example("build-message", of: "InternetMessage", with: ["MailAddressing"]),
        example("smtp-command", of: "SMTPProtocol", with: ["MailAddressing"]),
        example("sha256", of: "MailCryptography"),
        example("sign-message", of: "DKIM", with: ["MailAddressing", "MailCryptography"]),
        example("find-mail-hosts", of: "MXResolver", with: ["MailAddressing"]),
        example(
            "judge-certificate", of: "MXResolver", with: ["MailAddressing", "MailCryptography", "MXResolverTesting"]),
        example("secure-delivery-plan", of: "MTASTS", with: ["MailAddressing", "MXResolver"]),
        example("serve-zone", of: "MXResolverTesting", with: ["MailAddressing", "MXResolver"]),
        example("write-report", of: "DeliveryReports", with: ["MailAddressing", "InternetMessage", "SMTPProtocol"]),
        example("classify-bounce", of: "BounceClassification"),
        example("queue-in-memory", of: "DeliveryQueue", with: ["MailAddressing", "SMTPProtocol"]),
        example("queue-on-disk", of: "DeliveryQueueSQLite", with: ["MailAddressing", "SMTPProtocol", "DeliveryQueue"]),
        example(
            "queue-store-conformance", of: "DeliveryQueueTesting",
            with: ["MailAddressing", "SMTPProtocol", "DeliveryQueue"]),
        example(
            "scripted-server", of: "SMTPTesting", with: ["MailAddressing", "SMTPProtocol", "SMTPTransport"],
            and: [.product(name: "NIOCore", package: "swift-nio")]),
        example(
            "receive-mail", of: "SMTPTransport", with: ["MailAddressing", "SMTPProtocol"],
            and: [.product(name: "NIOCore", package: "swift-nio")]),
        example(
            "submission-server", of: "SMTPTransport", with: ["MailAddressing", "MailCryptography", "SMTPProtocol"],
            and: [.product(name: "NIOCore", package: "swift-nio")]),
        example(
            "connection-pool", of: "SMTPTransport", with: ["MailAddressing", "SMTPProtocol"],
            and: [.product(name: "NIOCore", package: "swift-nio")]),
        example("forward-mail", of: "MailForwarding", with: ["MailAddressing", "InternetMessage"]),
        example("directory-on-disk", of: "MailForwardingSQLite", with: ["MailAddressing", "MailForwarding"]),
        example(
            "durable-outbox", of: "DeliveryAgent",
            with: [
                "MailAddressing", "SMTPProtocol", "DKIM", "MXResolver", "DeliveryQueue", "DeliveryQueueSQLite",
                "SMTPTransport",
            ],
            and: [
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ]),
        example(
            "web-app-outbox", of: "DeliveryAgent",
            with: [
                "MailAddressing", "InternetMessage", "SMTPProtocol", "DKIM", "MXResolver", "MXResolverTesting",
                "DeliveryQueue", "DeliveryQueueSQLite", "SMTPTransport", "SMTPTesting",
            ],
            and: [
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "HummingbirdTesting", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "NIOCore", package: "swift-nio"),
            ]),
    ]
)
